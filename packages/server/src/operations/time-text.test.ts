import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minutesText } from './time-text.ts';

test('who has to wait is told whole minutes, never fewer than it takes', () => {
  const minute = 60_000;
  const texts = [0, 1, minute, minute + 1, 12 * minute].map(minutesText);
  assert.deepEqual(texts, ['1 minute', '1 minute', '1 minute', '2 minutes', '12 minutes']);
});
