import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { runCaptured } from '../captured-terminal.fixture.ts';

/** Removed when the tests of the file are over. */
export const folder = mkdtempSync(join(tmpdir(), 'chaveiro-cli-'));
after(() => rmSync(folder, { recursive: true }));

/** One database for the file: each test has an account of its own in it. */
export const env = { CHAVEIRO_DATA_DIR: folder };

/** A key pair, as commands print it. */
export interface Pair {
  readonly id: string;
  readonly appKey: string;
  readonly appToken: string;
}

/** Runs a command that has to succeed, with `--json`; answers what it printed. */
export async function json<T>(...argv: string[]): Promise<T> {
  const { status, stdout, stderr } = await runCaptured([...argv, '--json'], env);
  assert.equal(status, 0, stdout + stderr);
  return JSON.parse(stdout) as T;
}

/** An account with its owner's key. */
export async function createAccount(name: string): Promise<Pair> {
  const owner = ['--owner', `ana@${name}.example`, '--with-key', 'First key'];
  return (await json<{ key: Pair }>('account', 'create', name, ...owner)).key;
}

/** What `chaveiro verify` says about the pair. */
export async function verify(pair: Pick<Pair, 'appKey' | 'appToken'>, ...argv: string[]) {
  const { status, stdout } = await runCaptured(
    ['verify', ...argv, '--json'],
    env,
    `${pair.appKey}\n${pair.appToken}\n`,
  );
  return {
    status,
    answer: JSON.parse(stdout) as { code: string; explanation: string; matchedResource: string | null },
  };
}
