import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from '../observability/logger.ts';
import { watchDisk } from './disk-watch.ts';

test('a disk that fills is told before it is full, once, and so is room that is there again', async () => {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line) => void lines.push(line) });
  const mebibyte = 1024 * 1024;
  const states: [freeMebibytes: number, isReserveWhole: boolean, level: string][] = [
    [2_000, true, 'ok'],
    [900, true, 'scarce'],
    [800, true, 'scarce'],
    [50, true, 'exhausted'],
    [2_000, false, 'exhausted'],
    [2_000, true, 'ok'],
  ];
  let at = -1;
  const disk = watchDisk(
    {
      async look() {
        at += 1;
        const [free, isReserveWhole] = states[at] ?? [0, false];
        return { freeBytes: free * mebibyte, reserveBytes: 1, isReserveWhole };
      },
    },
    logger,
  );
  assert.equal(disk.level(), null);
  for (const [, , level] of states) {
    await disk.look();
    assert.equal(disk.level(), level);
  }
  const told = lines.map((line) => JSON.parse(line) as { level: string; msg: string });
  assert.deepEqual(
    told.map(({ level }) => level),
    ['warn', 'error', 'info'],
  );
});
