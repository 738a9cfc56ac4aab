import { hashSource } from '../static-page.ts';

const style =
  'body{max-width:36rem;margin:15vh auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark}';

/** In the place of pages that were not built: what builds them. */
export const missingPage = {
  headers: {
    'Cache-Control': 'no-store',
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': `default-src 'none'; style-src ${hashSource(style)}; frame-ancestors 'none'`,
  },
  body: Buffer.from(
    [
      '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Chaveiro</title>',
      `<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head><body>`,
      '<h1>The pages are not built</h1>',
      '<p>In a checkout, <code>npm start</code> builds them and serves; <code>npm run build</code> builds them alone. ',
      'Then start this server again.</p>',
      '<p>Everything else of it works: <a href="/api/docs">the description of its API</a>.</p></body></html>',
    ].join(''),
  ),
} as const;
