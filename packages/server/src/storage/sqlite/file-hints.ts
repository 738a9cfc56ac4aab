import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { ChangeHints } from '../storage.ts';

const retryMs = 5_000;

/** Hints by the file system: every commit writes into the file beside the database that holds its log. */
export function fileHints(path: string): ChangeHints {
  const log = `${basename(path)}-wal`;
  return {
    follow(onHint, onState) {
      let watcher: FSWatcher | undefined;
      let retry: NodeJS.Timeout | undefined;
      let isStopped = false;

      function begin(): void {
        try {
          // The folder, for the file itself comes and goes.
          watcher = watch(dirname(path), { persistent: false }, (_type, file) => {
            if (file === null || file === log) onHint();
          });
          watcher.on('error', giveUp);
          onState?.({ isOn: true });
        } catch (error) {
          giveUp(error);
        }
      }

      function giveUp(error: unknown): void {
        watcher?.close();
        if (isStopped) return;
        onState?.({ isOn: false, detail: error instanceof Error ? error.message : String(error) });
        retry = setTimeout(begin, retryMs).unref();
      }

      begin();
      return {
        async stop() {
          isStopped = true;
          clearTimeout(retry);
          watcher?.close();
        },
      };
    },
  };
}

/** A database in memory has one process, which knows what it does. */
export const noHints: ChangeHints = {
  follow: () => ({ stop: async () => {} }),
};
