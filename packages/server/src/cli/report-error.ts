import { ChaveiroError } from '../domain/errors.ts';
import { maskTokens } from '../domain/mask-tokens.ts';
import { printable } from './table.ts';
import type { Terminal } from './terminal.ts';

/** Exit status of a command that failed: 2 when it was asked for something that cannot be, else 1. */
function exitStatusOf(error: unknown): 1 | 2 {
  return error instanceof ChaveiroError && error.code === 'invalid_request' ? 2 : 1;
}

function describe(error: unknown): { code: string; detail: string } {
  if (error instanceof ChaveiroError) return { code: error.code, detail: error.message, ...error.fields };
  return { code: 'internal', detail: `Chaveiro failed: ${error instanceof Error ? error.message : String(error)}` };
}

/**
 * Tells what went wrong: for people on standard error; with `--json` as `{error: {code, detail, …}}`
 * on standard output, where a script looks for its document. Answers the exit status. A token that stood
 * in a wrong place of the command line is not told back: terminals and build servers keep what was shown.
 *
 * @param hint where to read on, for people
 */
export function reportError(error: unknown, terminal: Terminal, json: boolean, hint?: string): 1 | 2 {
  const description = describe(error);
  if (json) {
    terminal.write(`${maskTokens(JSON.stringify({ error: description }, null, 2))}\n`);
  } else {
    for (const line of description.detail.split('\n')) terminal.warn(`chaveiro: ${printable(maskTokens(line))}`);
    if (hint !== undefined) terminal.warn(hint);
  }
  // A mistake of ours is told with its place; what people did wrong is told without.
  if (!(error instanceof ChaveiroError) && error instanceof Error && error.stack !== undefined) {
    terminal.warn(maskTokens(error.stack));
  }
  return exitStatusOf(error);
}
