import type { ReadStream } from 'node:tty';
import { styleText } from 'node:util';
import { type Environment, readEnvironment } from '../config.ts';

/** What a command sees of the outside world. */
export interface Terminal {
  readonly env: Environment;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Writes to standard output as it is. */
  write(text: string): void;
  /** Writes to standard error as it is: questions, so that standard output stays the command's own. */
  prompt(text: string): void;
  /** Whether standard error is a terminal, where a line can be written over. */
  readonly isErrorTty?: boolean;
  /** Writes a line to standard error. */
  warn(line: string): void;
  /** The text in a style, where the output is a terminal and nobody asked for plain text (`NO_COLOR`). */
  style(format: 'bold' | 'dim' | 'green' | 'red', text: string): string;
}

/** The terminal of this process. A reader that went away (`| head`) is no failure. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    env: readEnvironment(),
    stdin: process.stdin as ReadStream,
    write: (text) => void process.stdout.write(text),
    prompt: (text) => void process.stderr.write(text),
    isErrorTty: process.stderr.isTTY === true,
    warn: (line) => void process.stderr.write(`${line}\n`),
    style: (format, text) => styleText(format, text, { stream: process.stdout }),
  };
}
