import type { Config, Flags } from '../config.ts';
import type { Terminal } from './terminal.ts';

/** A flag, or with `takes` an option that takes a value. */
export interface Option {
  /** What stands for the value in help, such as `NAME`; absent for a flag. */
  readonly takes?: string;
  readonly isRequired?: true;
  readonly isRepeatable?: true;
  readonly description: string;
}

export type Options = Readonly<Record<string, Option>>;

/** What an option's value is, as its declaration says. */
export type OptionValues<O extends Options> = {
  readonly [N in keyof O]: O[N] extends { takes: string }
    ? O[N] extends { isRepeatable: true }
      ? readonly string[]
      : O[N] extends { isRequired: true }
        ? string
        : string | undefined
    : boolean;
};

/** The one thing that a command is about, such as `KEY`. */
export interface Parameter {
  readonly name: string;
  readonly description: string;
  /** Left out, the command finds it elsewhere, and says in its help where. */
  readonly isOptional?: true;
}

/** What a command is called with. */
export interface Call<O extends Options = Options> {
  readonly options: OptionValues<O>;
  /** The parameter; empty for a command that has none. */
  readonly parameter: string;
  /** Whether one JSON document is wanted instead of text. */
  readonly json: boolean;
  readonly config: Config;
  /** Settings that were given as flags, as they were written. */
  readonly flags: Flags;
  readonly terminal: Terminal;
}

/** What a command comes to: the same as JSON and as text for people. */
interface Result {
  readonly json: unknown;
  /** Lines, without the last line break. */
  readonly text: string;
  /** The command did its work and the answer is no: exit status 1. */
  readonly isNegative?: boolean;
}

/** The one declaration of a command: parsing, help and `docs/reference/cli.md` come from it. */
export interface Command<O extends Options = Options> {
  /** How it is called, such as `key create`. */
  readonly name: string;
  /** One sentence without a full stop. */
  readonly summary: string;
  readonly parameter?: Parameter;
  readonly options: O;
  /** Which settings are flags of it: all of the server's or of the edge's, or those by which the database is opened. */
  readonly settings: 'server' | 'edge' | 'installation' | 'none';
  /** What a reader of its help has to know besides, in paragraphs. */
  readonly notes?: readonly string[];
  readonly examples: readonly string[];
  /** `undefined` when the command has written its output itself. */
  run(call: Call<O>): Promise<Result | undefined>;
}

/** Declares a command; the types of its values follow from its options. */
export function defineCommand<const O extends Options>(command: Command<O>): Command {
  return command as unknown as Command;
}
