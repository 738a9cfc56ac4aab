import { ChaveiroError } from '../../domain/errors.ts';
import { type Command, defineCommand } from '../command.ts';
import { completionScript, shells } from '../completion.ts';

/** @param commands all of them, of which this is one */
export const completionOf = (commands: () => readonly Command[]) =>
  defineCommand({
    name: 'completion',
    summary: 'Prints what completes commands and options in a shell',
    parameter: { name: 'SHELL', description: `${shells.join(', ')}` },
    options: {},
    settings: 'none',
    notes: [
      'bash and zsh: put source <(chaveiro completion bash), or zsh, into ~/.bashrc, or ~/.zshrc after compinit. fish: write it into ' +
        '~/.config/fish/completions/chaveiro.fish. It is about the command chaveiro, not about npx chaveiro.',
    ],
    examples: ['source <(chaveiro completion bash)', 'chaveiro completion fish | source'],
    run: async ({ parameter }) => {
      const shell = shells.find((each) => each === parameter);
      if (shell === undefined) {
        throw new ChaveiroError('invalid_request', `SHELL is one of ${shells.join(', ')}.`, { field: 'SHELL' });
      }
      const script = completionScript(shell, commands());
      return { json: { shell, script }, text: script.trimEnd() };
    },
  });
