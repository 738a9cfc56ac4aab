import { globSync, readFileSync } from 'node:fs';
import { wrongWordsIn } from './words.ts';

const files = globSync('packages/*/{src,tools}/**/*.{ts,tsx}');
if (files.length === 0) console.error('no file was seen: the check of words checks nothing');
const found = files.flatMap((file) => wrongWordsIn(readFileSync(file, 'utf8')).map((where) => `${file}:${where}`));
for (const each of found) console.error(each);
if (found.length > 0 || files.length === 0) process.exitCode = 1;
