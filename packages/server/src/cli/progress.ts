import type { Terminal } from './terminal.ts';

/** What is over sooner says nothing of itself. */
const silentMs = 1_000;
/** How often a line is written anew at a terminal, and how often there is a further one in a file. */
const terminalMs = 1_000;
const fileMs = 10_000;

/**
 * Does a piece of work and, once it has taken a second, says on standard error that it goes on, and how far it is: at a
 * terminal in one line that goes away at the end, elsewhere in a line now and then. Standard output stays the command's.
 *
 * @param what such as `Exporting keys`
 * @param howFar such as `1,200 keys`; asked whenever something is said
 */
export async function withProgress<T>(
  terminal: Pick<Terminal, 'prompt' | 'isErrorTty'>,
  what: string,
  work: () => Promise<T>,
  howFar: () => string = () => '',
): Promise<T> {
  const isTty = terminal.isErrorTty === true;
  const begun = performance.now();
  let shown = 0;
  const say = () => {
    const seconds = Math.round((performance.now() - begun) / 1_000);
    const text = [what, howFar(), `${seconds} s`].filter((part) => part !== '').join(', ');
    if (isTty) terminal.prompt(`\r\u001B[K${text}`);
    else terminal.prompt(`chaveiro: ${text}\n`);
    shown += 1;
    timer = setTimeout(say, isTty ? terminalMs : fileMs);
  };
  let timer = setTimeout(say, silentMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    if (isTty && shown > 0) terminal.prompt('\r\u001B[K');
  }
}
