import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageProblems } from './message-problems.ts';

const code = ["t('keys.count', { count }); t('keys.title')"];
const english = { 'keys.count': '{count, plural, one {# key} other {# keys}}', 'keys.title': 'Keys' };
const portuguese = { 'keys.count': '{count, plural, one {# chave} other {# chaves}}', 'keys.title': 'Chaves' };

function problemsWith(changed: Readonly<Record<string, string>>, sources = code) {
  return messageProblems(
    new Map([
      ['en', english],
      ['pt-BR', changed],
    ]),
    sources,
  );
}

test('messages that say the same in every language, and are all used, have no problem', () => {
  assert.deepEqual(problemsWith(portuguese), []);
});

test('each way in which a language can fall behind is told', () => {
  const { 'keys.title': _, ...without } = portuguese;
  assert.deepEqual(problemsWith(without), ['pt-BR lacks keys.title']);
  assert.deepEqual(problemsWith({ ...portuguese, 'keys.zeal': 'Zelo' }), ['pt-BR has keys.zeal, which English lacks']);
  assert.deepEqual(problemsWith({ ...portuguese, 'keys.title': ' ' }), ['pt-BR keys.title: is empty']);
  assert.deepEqual(problemsWith({ ...portuguese, 'keys.title': 'Chaves!' }), ['pt-BR keys.title: exclaims']);
  assert.deepEqual(problemsWith({ ...portuguese, 'keys.title': 'Chaves de {nome}' }), [
    'pt-BR keys.title: has the placeholders nome, and English has none',
  ]);
  assert.deepEqual(problemsWith({ ...portuguese, 'keys.count': '{count, plural, other {<b>{n}</b>}}' }), [
    'pt-BR keys.count: has the placeholders b, count, n, and English has count',
  ]);
  assert.match(problemsWith({ ...portuguese, 'keys.title': '{' })[0] ?? '', /^pt-BR keys.title: does not parse/);
  assert.deepEqual(problemsWith({ 'keys.title': 'Chaves', 'keys.count': portuguese['keys.count'] }), [
    'pt-BR is out of order: run "npm run format"',
  ]);
});

test('a message that no source mentions as a whole is told', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a source
  assert.deepEqual(problemsWith(portuguese, ["t('keys.count')", 't(`keys.${title}`)']), ['keys.title is used nowhere']);
});
