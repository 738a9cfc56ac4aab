import type { Revision } from '#engine';
import type { OperationContext } from '../operations/context.ts';
import type { Receipt } from '../operations/nodes/receipts.ts';
import type { Call, Option } from './command.ts';
import { withProgress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** What takes long at the beginning is mostly a newer version that finds much to bring up to date. */
export const openingText = 'Opening the database, and bringing it up to date where it is older';

/** Of commands that take something away. */
export const noWaitOption = {
  description: 'does not wait until every node decides by it, which otherwise takes up to two seconds',
} as const satisfies Option;

const waitMs = 2_000;

/** Opens the installation for the length of one piece of work; waits for the nodes after a command that has `noWaitOption`. */
export async function withInstallation<T>(
  { config, terminal, options = {}, json }: Pick<Call, 'config' | 'terminal'> & Partial<Pick<Call, 'options' | 'json'>>,
  work: (operations: OperationContext) => Promise<T>,
): Promise<T> {
  // Imported here, so that help does not wait for the server's libraries.
  const { openInstallation } = await import('../compose.ts');
  const installation = await withProgress(terminal, openingText, () => openInstallation(config));
  try {
    for (const warning of installation.warnings) terminal.warn(`chaveiro: warning: ${warning}`);
    let changed: Revision | undefined;
    installation.followChanges(async (revision) => {
      changed = revision;
    });
    const value = await work(installation.operations);
    if (changed !== undefined && options['no-wait'] === false) {
      const receipt = await installation.receipts.wait(changed, waitMs);
      // Where no server runs there is nobody who could decide otherwise.
      if (receipt.nodes > 0) return withReceipt(value, receiptText(receipt), json === true ? terminal : undefined);
    }
    return value;
  } finally {
    await installation.close();
  }
}

/** Behind what the command says to people; beside a document for programs. */
function withReceipt<T>(value: T, receipt: string, aside: Terminal | undefined): T {
  const isResult = typeof value === 'object' && value !== null && 'text' in value;
  if (aside === undefined && isResult) return { ...value, text: `${value.text}\n${receipt}` };
  aside?.warn(receipt);
  return value;
}

function receiptText({ nodes, applied, ms }: Receipt): string {
  const who = `${applied} of ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`;
  if (applied === nodes) return `Decided on by ${who} after ${ms} ms.`;
  return `Decided on by ${who} after ${ms} ms; the others have not said so yet. See: chaveiro node list`;
}
