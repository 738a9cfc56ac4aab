import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorTextProblems } from './error-codes.ts';
import { wrongWords } from './wrong-words.ts';

test('an error that the pages do not know is told, unless there is a reason for it', () => {
  const sources = ["if (failure.code === 'not_found') return t('gone');", '  role_in_use: t,\n'];
  const told = (codes: string[]) => errorTextProblems(codes, sources).filter((text) => text.startsWith('the error'));
  assert.deepEqual(told(['not_found', 'role_in_use', 'cannot_listen']), []);
  assert.deepEqual(told(['not_found', 'out_of_paper']), [
    'the error out_of_paper has no text in the pages: add one to failure-text.ts, or its reason to error-codes.ts',
  ]);
});

test('a reason for a code that is gone is told', () => {
  assert.ok(errorTextProblems([], []).includes('error-codes.ts has cannot_listen, which is no code of an error'));
});

test('a word that is another one everywhere else is told', () => {
  const languages = new Map([
    ['es', { 'keys.link': 'Copie el enlace', 'keys.owner': 'El propietario' }],
    ['pt-BR', { 'keys.owner': 'O dono da chave' }],
  ]);
  assert.deepEqual(wrongWords(languages), [
    'es keys.link: says "enlace", and everywhere else it is: link',
    'pt-BR keys.owner: says "dono", and everywhere else it is: proprietário',
  ]);
});
