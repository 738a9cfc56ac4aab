#!/usr/bin/env bash
# npm 11.19.1: whether a package's npm-shrinkwrap.json counts is decided by `_hasShrinkwrap` in the registry's answer, not by the file.
#
# A package depends on ms ^2.1.0, and its shrinkwrap fixes 2.1.2.
# Expected: 2.1.2 is installed, from wherever the package comes; a dependency that the shrinkwrap does not name is installed all the same.
# Seen: from a tarball (a path or an address) and from a registry that does not say `_hasShrinkwrap` the newest is installed (2.1.3), so
# that a test that installs the packed tarball tests other versions than those that users get. From a registry that says it, 2.1.2; and then a
# dependency that is in package.json but not in the shrinkwrap is not installed at all, while npm ends with 0.
set -euo pipefail
shopt -s inherit_errexit
work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"

npm install --prefix tools --no-audit --no-fund --ignore-scripts --silent npm@11.19.1
npm=$work/tools/node_modules/.bin/npm

mkdir parcel && cd parcel
echo '{"name":"parcel-fixed","version":"1.0.0","dependencies":{"ms":"^2.1.0"},"files":["npm-shrinkwrap.json"]}' >package.json
"$npm" install --no-audit --no-fund --silent --save-exact --no-save ms@2.1.2
node -e '
  const fs = require("fs");
  const own = JSON.parse(fs.readFileSync("package.json"));
  const ms = JSON.parse(fs.readFileSync("node_modules/.package-lock.json")).packages["node_modules/ms"];
  const lock = (packages) => JSON.stringify({ name: own.name, version: own.version, lockfileVersion: 3, packages: { "": own, ...packages } });
  const resolved = "https://registry.npmjs.org/ms/-/ms-2.1.2.tgz";
  fs.writeFileSync("../fixed.json", lock({ "node_modules/ms": { ...ms, resolved } }));
  fs.writeFileSync("../without.json", lock({}));
'
cp ../fixed.json npm-shrinkwrap.json && "$npm" pack --silent >/dev/null && mv parcel-fixed-1.0.0.tgz ../fixed.tgz
cp ../without.json npm-shrinkwrap.json && "$npm" pack --silent >/dev/null && mv parcel-fixed-1.0.0.tgz ../without.tgz
cd ..

# A registry with the package in three forms; every other package is npm's own.
cat >registry.js <<'JS'
const { createServer } = require('http');
const { readFileSync, writeFileSync } = require('fs');
const manifest = JSON.parse(readFileSync('parcel/package.json'));
const server = createServer((req, res) => {
  const [, form, name] = req.url.split('/');
  if (name?.endsWith('.tgz')) return res.end(readFileSync(name));
  if (name !== 'parcel-fixed') return res.writeHead(302, { Location: `https://registry.npmjs.org/${req.url.split('/').slice(2).join('/')}` }).end();
  const tarball = `http://127.0.0.1:${server.address().port}/${form}/${form === 'without' ? 'without' : 'fixed'}.tgz`;
  const version = { ...manifest, dist: { tarball }, ...(form === 'silent' ? {} : { _hasShrinkwrap: true }) };
  res.setHeader('Content-Type', 'application/json');
  res.end(JSON.stringify({ name, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': version } }));
});
server.listen(0, '127.0.0.1', () => writeFileSync('port', String(server.address().port)));
JS
node registry.js &
server=$!
until [ -s port ]; do sleep 0.1; done
registry=http://127.0.0.1:$(cat port)

# The version of ms below an installation; nothing when there is none.
installed() {
  mkdir "$1" && cd "$1" && echo '{"private":true}' >package.json
  "$npm" install --no-audit --no-fund --silent --cache "$work/cache" "${@:2}"
  find . -path '*node_modules/ms/package.json' -exec node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).version' {} \;
  cd ..
}

path=$(installed by-path "$work/fixed.tgz")
silent=$(installed by-silent-registry "--registry=$registry/silent/" parcel-fixed)
told=$(installed by-telling-registry "--registry=$registry/told/" parcel-fixed)
without=$(installed by-shrinkwrap-without "--registry=$registry/without/" parcel-fixed)

echo "npm $("$npm" --version): tarball $path, registry $silent, registry with _hasShrinkwrap $told, left out of the shrinkwrap: '${without:-not installed}'"
[ "$path" != 2.1.2 ] && [ "$silent" != 2.1.2 ] && [ "$told" = 2.1.2 ] && [ -z "$without" ]
