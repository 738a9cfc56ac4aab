// Plain JavaScript, for it has to run on whatever Node started it.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 7)) {
  process.stderr.write(
    `Chaveiro needs Node 24.7 or later; this is ${process.versions.node}. "npm ci" brings Node 26 as an optional ` +
      'dependency on Linux and macOS: run it again without --omit=optional, or install a newer Node.\n',
  );
  process.exit(1);
}
