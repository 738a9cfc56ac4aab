import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rightsBySurface } from '../../operations/accepted-resources.ts';
import { managementRights } from '../management-right.ts';
import { ownerRoleName } from '../role.ts';
import { isOneLine } from '../short-text.ts';
import { textKey } from '../text-key.ts';
import { builtInResources } from './resources.ts';
import { findRoleTemplate, roleTemplates } from './role-templates.ts';

const keys = new Set(builtInResources.map(({ key }) => key));

test('every resource of the catalogue is there once, in one place, with a name', () => {
  assert.equal(keys.size, builtInResources.length);
  for (const { key, name, places } of builtInResources) {
    assert.ok(key !== '' && isOneLine(key) && name.trim() === name && name !== '', key);
    assert.equal(places.length, 1);
  }
});

test('every management right is in the catalogue', () => {
  assert.deepEqual(
    managementRights.filter((right) => !keys.has(right)),
    [],
  );
});

test('the 21 templates hold only resources of the catalogue, each once, and every resource is of use', () => {
  assert.equal(roleTemplates.length, 21);
  for (const { name, resources } of roleTemplates) {
    assert.ok(resources.length > 0, name);
    assert.deepEqual(
      resources.filter((key) => !keys.has(key)),
      [],
      name,
    );
    assert.equal(new Set(resources).size, resources.length, name);
  }
  const ofDoors = Object.values(rightsBySurface).flatMap(({ api, vtex }) => [...api, ...vtex]);
  const ofTemplates = roleTemplates.flatMap(({ resources }) => resources);
  const used = new Set<string>([...managementRights, ...ofDoors, ...ofTemplates]);
  assert.deepEqual(
    ofDoors.filter((key) => !keys.has(key)),
    [],
  );
  assert.deepEqual(
    [...keys].filter((key) => !used.has(key)),
    [],
  );
});

test('no two templates, nor Owner, have names that an account could not tell apart', () => {
  const names = [ownerRoleName, ...roleTemplates.map(({ name }) => name)].map(textKey);
  assert.equal(new Set(names).size, names.length);
});

test('a key is exact to the byte: the space at the end of `CreateTable ` is part of it', () => {
  assert.ok(keys.has('CreateTable ') && !keys.has('CreateTable'));
  assert.ok(findRoleTemplate('Finance - Full access')?.resources.includes('CreateTable '));
});

test('only the user administrator among the templates holds management rights', () => {
  const rights: readonly string[] = managementRights;
  const holders = roleTemplates.filter(({ resources }) => resources.some((key) => rights.includes(key)));
  assert.deepEqual(
    holders.map(({ name }) => name),
    ['User Administrator - RESTRICTED'],
  );
});

test('a template is found by its exact name only', () => {
  assert.equal(findRoleTemplate('OMS - Read only')?.resources.length, 2);
  assert.equal(findRoleTemplate('oms - read only'), undefined);
});
