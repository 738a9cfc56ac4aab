import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ChaveiroError } from '../domain/errors.ts';
import type { Terminal } from './terminal.ts';

/** Something to ask; what is typed in answer to a secret one is not shown. */
interface Question {
  readonly text: string;
  readonly isSecret?: true;
}

/**
 * Asks somebody at a terminal, one line for each question; several lines may be pasted at once. Throws
 * `invalid_request` when they give up (Ctrl+C).
 */
export async function ask(terminal: Terminal, questions: readonly Question[]): Promise<string[]> {
  const answers: string[] = [];
  // Looked up at each write: of two lines that are pasted together, the second may be the secret one.
  const isHidden = () => questions[answers.length]?.isSecret === true;
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!isHidden()) terminal.prompt(String(chunk));
      done();
    },
  });
  const lines = createInterface({ input: terminal.stdin, output, terminal: true });
  const askNext = () => {
    const question = questions[answers.length];
    if (question === undefined) return lines.close();
    lines.setPrompt(question.text);
    if (isHidden()) terminal.prompt(question.text);
    lines.prompt();
  };
  await new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (answers.length === questions.length) return;
      if (isHidden()) terminal.prompt('\n');
      answers.push(line);
      askNext();
    });
    lines.on('close', resolve);
    askNext();
  });
  if (answers.length === questions.length) return answers;
  throw new ChaveiroError('invalid_request', 'Nothing was answered, so nothing was done.');
}
