/** Settings as they are declared: values, defaults, `--help` and `docs/reference/configuration.md` come from here. */
import {
  addressList,
  databaseUrl,
  maskDatabaseUrl,
  matching,
  oneOf,
  webAddress,
  wholeNumber,
} from './setting-values.ts';

export interface Setting<T> {
  /** The environment's variable. */
  readonly variable: string;
  /** The flag of `chaveiro serve`, without its dashes. */
  readonly flag: string;
  /** The default as text; with `{data dir}` for the data directory; `null` for "not set". */
  readonly fallback: string | null;
  /** What the setting does. */
  readonly description: string;
  /** What a value looks like, for help and errors. */
  readonly accepts: string;
  /** Which of the two programs that decide has it. */
  readonly isFor: 'server' | 'edge' | 'both';
  /** Also a flag of the commands that open the database beside a running server. */
  readonly isForEveryCommand: boolean;
  readonly parse: (text: string) => T;
  /** How a value that may contain a secret is shown. */
  readonly mask?: (text: string) => string;
}

type SettingText = Omit<Setting<unknown>, 'parse' | 'flag' | 'isForEveryCommand' | 'isFor'> & {
  isForEveryCommand?: boolean;
  isFor?: Setting<unknown>['isFor'];
};

/** `CHAVEIRO_DATA_DIR` has the flag `--data-dir`. */
function setting<T>(text: SettingText, parse: (text: string) => T): Setting<T> {
  const flag = text.variable
    .replace(/^CHAVEIRO_/, '')
    .toLowerCase()
    .replaceAll('_', '-');
  return { isForEveryCommand: false, isFor: 'server', ...text, flag, parse };
}

const anyText = matching(/^[^\0]+$/);

/** A setting that may be absent. */
function optional<T>(parse: (text: string) => T): (text: string) => T | null {
  return parse;
}

export const settings = {
  host: setting(
    {
      variable: 'CHAVEIRO_HOST',
      isFor: 'both',
      fallback: '127.0.0.1',
      description: 'The address to listen on.',
      accepts: 'an IP address or host name',
    },
    matching(/^[A-Za-z0-9.:_-]+$/),
  ),
  port: setting(
    {
      variable: 'CHAVEIRO_PORT',
      isFor: 'both',
      fallback: '8420',
      description: 'The port to listen on.',
      accepts: 'a number from 0 to 65535; 0 takes any free port',
    },
    wholeNumber(0, 65_535),
  ),
  socket: setting(
    {
      variable: 'CHAVEIRO_SOCKET',
      isFor: 'both',
      fallback: null,
      description: 'A unix socket to listen on beside the port.',
      accepts: 'the path of a file, at most 107 bytes',
    },
    optional(matching(/^[^\0]{1,107}$/)),
  ),
  maxConnections: setting(
    {
      variable: 'CHAVEIRO_MAX_CONNECTIONS',
      isFor: 'both',
      fallback: '20000',
      description:
        'How many connections may be open at once, on the port and on the socket each. What comes beyond is closed ' +
        'unanswered and counted in chaveiro_connections_dropped_total.',
      accepts: 'a number from 10 to 1000000',
    },
    wholeNumber(10, 1_000_000),
  ),
  dataDir: setting(
    {
      variable: 'CHAVEIRO_DATA_DIR',
      isFor: 'both',
      fallback: './data',
      description: 'Where Chaveiro keeps its files.',
      accepts: 'the path of a directory',
      isForEveryCommand: true,
    },
    anyText,
  ),
  databaseUrl: setting(
    {
      variable: 'CHAVEIRO_DATABASE_URL',
      fallback: 'sqlite:{data dir}/chaveiro.db',
      description:
        'The database. For PostgreSQL "?sslmode=" is disable, allow, prefer (the default), require, verify-ca or verify-full, as for ' +
        'psql, and PGSSLMODE holds where it is absent; "sslrootcert", "sslcert" and "sslkey" name files. Other parameters that are ' +
        'followed: host, port, user, password, application_name, options. docs/guides/databases.md says more.',
      accepts: '"sqlite:" and a path, or "postgres://user:password@host:port/database"',
      isForEveryCommand: true,
      mask: maskDatabaseUrl,
    },
    databaseUrl,
  ),
  databaseDirectUrl: setting(
    {
      variable: 'CHAVEIRO_DATABASE_DIRECT_URL',
      fallback: null,
      description:
        'The address of PostgreSQL itself, where CHAVEIRO_DATABASE_URL leads to a pooler that shares sessions, such as PgBouncer in ' +
        'transaction mode: there news of changes is listened for. Without it such a server asks for changes four times a second.',
      accepts: '"postgres://user:password@host:port/database"',
      mask: maskDatabaseUrl,
    },
    optional(databaseUrl),
  ),
  nodeName: setting(
    {
      variable: 'CHAVEIRO_NODE_NAME',
      fallback: null,
      description: 'What this node is called in "chaveiro node list" and in metrics. Not set: host name and port.',
      accepts: '1 to 100 visible characters',
    },
    optional(matching(/^[!-~]{1,100}$/)),
  ),
  pepperFile: setting(
    {
      variable: 'CHAVEIRO_PEPPER_FILE',
      fallback: '{data dir}/pepper',
      description:
        'The secret that token hashes and the audit log depend on, one "id:hex" per line. ' +
        'Made with mode 0600 for a database that has never had one. Without it no token is of use: keep a copy.',
      accepts: 'the path of a file',
      isForEveryCommand: true,
    },
    anyText,
  ),
  keyPrefix: setting(
    {
      variable: 'CHAVEIRO_KEY_PREFIX',
      fallback: 'appkey',
      description: 'How new key strings begin: "{prefix}-{account}-{6 letters}". "vtexappkey" for drop-in use.',
      accepts: '1 to 20 lower-case letters and digits',
      isForEveryCommand: true,
    },
    matching(/^[a-z0-9]{1,20}$/),
  ),
  publicUrl: setting(
    {
      variable: 'CHAVEIRO_PUBLIC_URL',
      fallback: null,
      description:
        'How clients reach the server, when that is not the address it listens on. Single-access links begin with it; ' +
        'a browser opens them only under https, or on the machine itself.',
      accepts:
        'an http or https address such as "https://keys.example.com", without a path: pages, cookies and the API ' +
        'need a host name of their own',
      isForEveryCommand: true,
    },
    optional(webAddress),
  ),
  baseDomain: setting(
    {
      variable: 'CHAVEIRO_BASE_DOMAIN',
      fallback: null,
      description:
        'The domain under which hosts name accounts for the endpoints of VTEX: with "keys.example.com", a request to ' +
        'lojaverde.keys.example.com is about lojaverde. Without it, and for other hosts, it is the account in "?an=", or ' +
        "else the caller's own.",
      accepts: 'a domain name in lower case',
    },
    optional(matching(/^(?=.{1,200}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/)),
  ),
  decisionPeers: setting(
    {
      variable: 'CHAVEIRO_DECISION_PEERS',
      isFor: 'both',
      fallback: '127.0.0.0/8,::1,unix',
      description: 'Who may ask for decisions and metrics. Everybody else is answered 404.',
      accepts: 'addresses and ranges such as "10.0.0.0/8", and "unix" for the socket, with commas between',
    },
    addressList(['unix']),
  ),
  trustedProxies: setting(
    {
      variable: 'CHAVEIRO_TRUSTED_PROXIES',
      isFor: 'both',
      fallback: '',
      description: 'Proxies whose X-Forwarded-For is believed. Empty: nobody is.',
      accepts: 'addresses and ranges such as "10.0.0.7", and "unix" for the socket, with commas between',
    },
    addressList(['unix']),
  ),
  usageIntervalMs: setting(
    {
      variable: 'CHAVEIRO_USAGE_INTERVAL',
      isFor: 'both',
      fallback: '5',
      description:
        'For how many seconds use of keys is counted in memory before it is written. A crash loses at most as much; ' +
        'a server that is stopped writes it first.',
      accepts: 'a number of seconds from 1 to 60',
    },
    (text) => wholeNumber(1, 60)(text) * 1000,
  ),
  maxStalenessMs: setting(
    {
      variable: 'CHAVEIRO_MAX_STALENESS',
      isFor: 'both',
      fallback: null,
      description:
        'For how many seconds decisions go on when the database cannot be asked for changes. Not set: 900 where this is the only ' +
        'node, and 30 as soon as another one is known.',
      accepts: 'a number of seconds from 1 to 86400',
    },
    optional((text) => wholeNumber(1, 86_400)(text) * 1000),
  ),
  whenStale: setting(
    {
      variable: 'CHAVEIRO_WHEN_STALE',
      isFor: 'both',
      fallback: 'deny',
      description:
        'What happens after that: "deny" answers 503, "known-keys" goes on with the keys as they were and ' +
        'says so in the header X-Chaveiro-Stale of every answer.',
      accepts: '"deny" or "known-keys"',
    },
    oneOf(['deny', 'known-keys']),
  ),
  auditRetentionDays: setting(
    {
      variable: 'CHAVEIRO_AUDIT_RETENTION',
      fallback: null,
      description:
        'For how many days the audit log keeps the contents of its events. Older ones are erased by the server, and ' +
        'the chain stays: "chaveiro audit verify" says how many were erased. Not set: for ever.',
      accepts: 'a number of days from 1 to 36500',
    },
    optional(wholeNumber(1, 36_500)),
  ),
  logLevel: setting(
    {
      variable: 'CHAVEIRO_LOG_LEVEL',
      isFor: 'both',
      fallback: 'info',
      description: 'How much is logged.',
      accepts: '"debug", "info", "warn", "error" or "silent"',
    },
    oneOf(['debug', 'info', 'warn', 'error', 'silent']),
  ),
  serverUrl: setting(
    {
      variable: 'CHAVEIRO_SERVER_URL',
      isFor: 'edge',
      fallback: null,
      description: 'Which server an edge follows.',
      accepts: 'an address such as https://keys.example.com',
    },
    optional(webAddress),
  ),
  credentialFile: setting(
    {
      variable: 'CHAVEIRO_CREDENTIAL_FILE',
      isFor: 'edge',
      fallback: '{data dir}/credential',
      description:
        'Where an edge finds its credential, unless CHAVEIRO_CREDENTIAL has it. Nobody else should be able to read the file.',
      accepts: 'the path of a file',
    },
    anyText,
  ),
};
