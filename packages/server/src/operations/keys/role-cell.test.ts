import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatRoleCell, readRoleCell } from './role-cell.ts';

const reader =
  (...names: readonly string[]) =>
  (cell: string) => {
    const read = readRoleCell(cell, (name) => names.includes(name));
    return 'names' in read ? read.names : read.problem;
  };

test('a cell is read against the names that there are, also where they hold what stands between names', () => {
  const read = reader('Owner (Admin Super)', 'Sales', 'Sales, North', 'A;B|C', 'X | Y');
  assert.deepEqual(read('Sales, North'), ['Sales, North']);
  assert.deepEqual(read('Sales;Owner (Admin Super)'), ['Sales', 'Owner (Admin Super)']);
  assert.deepEqual(read('A;B|C|Sales, North,X | Y'), ['A;B|C', 'Sales, North', 'X | Y']);
  assert.deepEqual(read(' Sales ,, Sales\n\nSales, North ; '), ['Sales', 'Sales, North']);
  assert.deepEqual(read(''), []);
});

test('a cell that can be read in two ways is refused, and says both', () => {
  const read = reader('Owner', 'Sales', 'Sales, Owner', 'North');
  assert.match(String(read('Sales, Owner')), /the one role "Sales, Owner".*the roles "Sales" and "Owner"/);
  assert.match(String(read('North, Sales, Owner')), /two|can be read as/);
  assert.deepEqual(read('Sales, Owner\n'), ['Sales, Owner'], 'a line break says that it is one');
  assert.deepEqual(read('Sales\nOwner'), ['Sales', 'Owner']);
});

test('what is no name is named, and a cell that was cut off is told as such', () => {
  const read = reader('Owner', 'Sales, North');
  assert.match(String(read('Owner, Chef')), /^has "Chef", which is neither/);
  assert.match(String(read('Sales')), /^has "Sales"/);
  assert.match(String(read('Owner, Sales, Nor…')), /cut off/);
  assert.match(String(read('Owner, Sales...')), /cut off/);
  assert.deepEqual(reader('Wait…')('Wait…'), ['Wait…']);
  assert.match(String(read('Owner,'.repeat(5_000))), /more than 2000/);
});

test('what is written is read back, whatever the names hold', () => {
  const name = fc
    .array(fc.constantFrom('A', 'B', ',', ';', '|', ' ', '…'), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join('').replace(/ +/g, ' ').trim())
    .filter((text) => text !== '');
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 8 }), fc.nat(), (names, count) => {
      const some = names.slice(0, 1 + (count % names.length));
      assert.deepEqual(reader(...names)(formatRoleCell(some)), some);
    }),
    { numRuns: 500 },
  );
});
