import type { Config, settingSources } from '../../config.ts';
import { type Finding, ok, problem, warning } from '../../domain/finding.ts';
import { isLoopback } from '../../domain/is-loopback.ts';

type Sources = ReturnType<typeof settingSources>;

/** Ranges with shorter prefixes hold more than any network of one's own. */
const shortestPrefix = { ipv4: 8, ipv6: 16 };

/** Whether the settings are what an operator wants. Values that are none were refused before. */
export function checkSettings(config: Config, sources: Sources, unknownVariables: readonly string[]): Finding[] {
  return [
    checkSources(sources, unknownVariables),
    checkPublicUrl(config),
    checkDecisionPeers(config),
    checkTrustedProxies(config),
    checkStaleness(config),
    checkLog(config),
  ];
}

function checkSources(sources: Sources, unknownVariables: readonly string[]): Finding {
  if (unknownVariables.length > 0) {
    return warning('settings', unknownVariables.join(' '), 'Correct or remove it.');
  }
  const visible = sources.find(({ source, value }) => source.startsWith('--') && value?.includes('***') === true);
  if (visible !== undefined) {
    const detail = `${visible.source} has a password, which every user of this machine sees in the list of processes.`;
    return warning('settings', detail, `Put it into ${visible.variable} instead.`);
  }
  const set = sources.filter(({ source }) => source !== 'default');
  const list = set.map(({ source, value }) => `${source} is ${value}`).join(', ');
  return ok('settings', set.length === 0 ? 'Every setting has its default.' : `Not by default: ${list}.`);
}

function checkPublicUrl({ publicUrl, host }: Config): Finding {
  const isLocal = isLoopback(host.includes(':') ? `[${host}]` : host);
  if (publicUrl === null) {
    if (isLocal) return ok('public-url', 'Links lead to this machine only: CHAVEIRO_PUBLIC_URL is not set.');
    return warning(
      'public-url',
      `The server listens on ${host}, and links that it issues would lead there: CHAVEIRO_PUBLIC_URL is not set.`,
      'Set it to the https address at which people reach the server.',
    );
  }
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === 'https:' || isLoopback(hostname)) return ok('public-url', `Links begin with ${publicUrl}.`);
  return problem(
    'public-url',
    `${publicUrl} is not https: browsers open no single-access link there, and passwords and tokens travel readable.`,
    'Put a proxy with TLS in front, and set CHAVEIRO_PUBLIC_URL to its https address.',
  );
}

function checkDecisionPeers({ decisionPeers }: Config): Finding {
  if (decisionPeers.length === 0) {
    const detail = 'CHAVEIRO_DECISION_PEERS names nobody: no gateway and no service gets a decision.';
    return warning('decision-peers', detail, 'Name the addresses of your gateways.');
  }
  const wide = decisionPeers.filter(isWide);
  if (wide.length > 0) {
    const detail = `CHAVEIRO_DECISION_PEERS has ${wide.join(', ')}: strangers may try keys at the decision endpoints, and read the metrics.`;
    return warning('decision-peers', detail, 'Name only the addresses of your gateways.');
  }
  return ok('decision-peers', `Decisions are for ${decisionPeers.join(', ')}.`);
}

function checkTrustedProxies({ trustedProxies }: Config): Finding {
  const wide = trustedProxies.filter(isWide);
  if (wide.length > 0) {
    const detail = `CHAVEIRO_TRUSTED_PROXIES has ${wide.join(', ')}: whoever connects may claim any address, in the audit log and against limits.`;
    return problem('trusted-proxies', detail, 'Name only the addresses of your proxies.');
  }
  const whom = trustedProxies.length === 0 ? 'nobody' : trustedProxies.join(', ');
  return ok('trusted-proxies', `X-Forwarded-For is believed from ${whom}.`);
}

function isWide(entry: string): boolean {
  const [address = '', prefix] = entry.split('/');
  return prefix !== undefined && Number(prefix) < shortestPrefix[address.includes(':') ? 'ipv6' : 'ipv4'];
}

function checkStaleness({ whenStale, maxStalenessMs }: Config): Finding {
  if (whenStale === 'known-keys') {
    const detail = `Without the database, decisions go on for ever by what was known: a key that is revoked meanwhile stays good.`;
    return warning('staleness', detail, 'Set CHAVEIRO_WHEN_STALE to deny, unless that was decided.');
  }
  const howLong =
    maxStalenessMs === null ? '900 seconds, or 30 where there are several nodes' : `${maxStalenessMs / 1_000} seconds`;
  return ok('staleness', `Without the database, decisions go on for ${howLong}.`);
}

function checkLog({ logLevel }: Config): Finding {
  if (logLevel === 'silent' || logLevel === 'error') {
    const detail = `With CHAVEIRO_LOG_LEVEL ${logLevel} the server logs no head of the audit log, by which a cut tail is noticed.`;
    return warning('log', detail, 'Set it to info.');
  }
  return ok('log', `The server logs at level ${logLevel}.`);
}
