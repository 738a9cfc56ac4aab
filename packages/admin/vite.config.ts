import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compiledMessages } from './tools/compiled-messages.ts';
import { servedFiles } from './tools/served-files.ts';
import { spokenLanguages } from './tools/spoken-languages.ts';

/** Where the server has them in a checkout and in the published package alike. */
const outDir = resolve(import.meta.dirname, '../server/dist/pages');

export default defineConfig({
  root: import.meta.dirname,
  base: '/admin/',
  // A file from here would have no hash in its name.
  publicDir: false,
  plugins: [react(), compiledMessages(), spokenLanguages(), servedFiles()],
  resolve: {
    alias: [
      // Messages are compiled when the pages are built, so the parser stays at home.
      { find: /^@formatjs\/icu-messageformat-parser$/, replacement: '@formatjs/icu-messageformat-parser/no-parser.js' },
    ],
  },
  build: {
    // One file: together the styles of all pages compress to 60 % of what they are apart, and no page waits for its own.
    cssCodeSplit: false,
    outDir,
    emptyOutDir: true,
    target: 'es2024',
    // A `data:` font or image would save a request and cost the strict policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // test/pages/budgets.test.ts measures what is sent.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        // The start and all that it needs in one file: smaller than its parts, and one request.
        codeSplitting: { groups: [{ name: 'main', test: /\/src\/main[.]tsx$/ }] },
      },
    },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/api': process.env.CHAVEIRO_DEV_SERVER ?? 'http://127.0.0.1:8420' },
  },
});
