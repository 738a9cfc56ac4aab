import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverOptions as optionsOfTheBenchmark } from '../../../../bench/support/server-options.ts';
import { serverOptions } from './listener.ts';

test('benchmarks compare with servers that have the options of this one', () => {
  assert.deepEqual(optionsOfTheBenchmark, serverOptions);
});
