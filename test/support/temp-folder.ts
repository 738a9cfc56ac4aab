import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './at-end.ts';

/**
 * A folder of the test's own, removed when the test process ends.
 *
 * Others may enter it: nginx's workers and PostgreSQL run under another user when the tests run as
 * root, which is why it is not below the repository (that may be below a closed home folder).
 */
export function makeTempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'chaveiro-test-'));
  chmodSync(folder, 0o755);
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
