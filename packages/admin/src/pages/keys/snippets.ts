/** What requests with a key are written in. */
export const snippetKinds = ['curl', 'node', 'python', 'nginx', 'env'] as const;

export type SnippetKind = (typeof snippetKinds)[number];

export const snippetNames: Readonly<Record<SnippetKind, string>> = {
  curl: 'curl',
  node: 'Node.js',
  python: 'Python',
  nginx: 'nginx',
  env: '.env',
};

export interface SnippetPair {
  readonly appKey: string;
  /** Absent when nobody can show it: then the snippet takes it from the environment, or says where it belongs. */
  readonly appToken?: string | undefined;
}

/** Stands for the address of whatever is protected: Chaveiro does not know it. */
const exampleAddress = 'https://api.example.com/orders';

/**
 * A request with a key, ready to be copied. Neither half of a pair has a character that means something in any of these
 * languages: a key string is of letters, digits and `._-`, and a token of 49 letters and digits behind `chv_`.
 */
export function snippetOf(kind: SnippetKind, { appKey, appToken }: SnippetPair, address = exampleAddress): string {
  return snippets[kind]({ appKey, appToken }, address);
}

const snippets: Readonly<Record<SnippetKind, (pair: SnippetPair, address: string) => string>> = {
  curl: ({ appKey, appToken }, address) => `curl '${address}' \\
  -H 'X-VTEX-API-AppKey: ${appKey}' \\
  -H ${appToken === undefined ? '"X-VTEX-API-AppToken: $CHAVEIRO_APP_TOKEN"' : `'X-VTEX-API-AppToken: ${appToken}'`}
`,
  node: ({ appKey, appToken }, address) => `const answer = await fetch('${address}', {
  headers: {
    'X-VTEX-API-AppKey': '${appKey}',
    'X-VTEX-API-AppToken': ${appToken === undefined ? 'process.env.CHAVEIRO_APP_TOKEN' : `'${appToken}'`},
  },
});
console.log(answer.status, await answer.text());
`,
  python: (
    { appKey, appToken },
    address,
  ) => `${appToken === undefined ? 'import os\n' : ''}from urllib.request import Request, urlopen

request = Request("${address}", headers={
    "X-VTEX-API-AppKey": "${appKey}",
    "X-VTEX-API-AppToken": ${appToken === undefined ? 'os.environ["CHAVEIRO_APP_TOKEN"]' : `"${appToken}"`},
})
with urlopen(request) as answer:
    print(answer.status, answer.read().decode())
`,
  nginx: ({ appKey, appToken }, address) => {
    const { origin, pathname, protocol } = new URL(address);
    return `location ${pathname} {
    proxy_set_header X-VTEX-API-AppKey   ${appKey};
    proxy_set_header X-VTEX-API-AppToken ${appToken ?? 'chv_...'};
    proxy_pass ${origin};${protocol === 'https:' ? '\n    proxy_ssl_server_name on;' : ''}
}
`;
  },
  env: ({ appKey, appToken }) => `CHAVEIRO_APP_KEY=${appKey}
CHAVEIRO_APP_TOKEN=${appToken ?? ''}
`,
};
