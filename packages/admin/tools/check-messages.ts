// Looks whether the pages say everything in every language. With --write it puts the messages in order.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { errorTextProblems } from './error-codes.ts';
import { type Messages, messageProblems, sortMessages } from './message-problems.ts';
import { wrongWords } from './wrong-words.ts';

const sources = resolve(import.meta.dirname, '../src');
const folder = join(sources, 'messages');

/** By page, empty for what all pages say, and by language. */
const parts = new Map<string, Map<string, Messages>>();
for (const name of readdirSync(folder)) {
  const path = join(folder, name);
  const messages = JSON.parse(readFileSync(path, 'utf8')) as Messages;
  if (process.argv.includes('--write')) writeFileSync(path, `${JSON.stringify(sortMessages(messages), null, 2)}\n`);
  const [language = '', page = ''] = name.replace('.json', '').split('.').reverse();
  parts.set(page, (parts.get(page) ?? new Map<string, Messages>()).set(language, messages));
}

const code = readdirSync(sources, { withFileTypes: true, recursive: true })
  .filter((entry) => /[.]tsx?$/.test(entry.name) && !entry.name.includes('.test.'))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

// All codes, as the reference names them: the pages know the server by its description alone.
const reference = readFileSync(resolve(import.meta.dirname, '../../../docs/reference/errors.md'), 'utf8');
const [errors = ''] = reference.split(/^## Decisions/m);
const codes = [...errors.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
const problems = [...parts.values()].flatMap((languages) => messageProblems(languages, code));
problems.push(...errorTextProblems(codes, code), ...[...parts.values()].flatMap(wrongWords));
for (const problem of problems) console.error(problem);
const count = [...parts.values()].reduce((sum, each) => sum + Object.keys(each.get('en') ?? {}).length, 0);
console.log(`messages: ${parts.get('')?.size} languages, ${count} messages, ${problems.length} problems`);
if (problems.length > 0) process.exitCode = 1;
