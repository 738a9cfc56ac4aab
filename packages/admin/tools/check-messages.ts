// Looks whether the pages say everything in every language. With --write it puts the messages in order.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Messages, messageProblems, sortMessages } from './message-problems.ts';

const sources = resolve(import.meta.dirname, '../src');
const folder = join(sources, 'messages');

const languages = new Map<string, Messages>();
for (const name of readdirSync(folder)) {
  const path = join(folder, name);
  const messages = JSON.parse(readFileSync(path, 'utf8')) as Messages;
  if (process.argv.includes('--write')) writeFileSync(path, `${JSON.stringify(sortMessages(messages), null, 2)}\n`);
  languages.set(name.replace('.json', ''), messages);
}

const code = readdirSync(sources, { withFileTypes: true, recursive: true })
  .filter((entry) => /[.]tsx?$/.test(entry.name) && !entry.name.includes('.test.'))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

const problems = messageProblems(languages, code);
for (const problem of problems) console.error(problem);
console.log(
  `messages: ${languages.size} languages, ${Object.keys(languages.get('en') ?? {}).length} messages, ${problems.length} problems`,
);
if (problems.length > 0) process.exitCode = 1;
