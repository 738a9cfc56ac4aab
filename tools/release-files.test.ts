import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setLockVersion, setVersion, wrongInSbom } from './release-files.ts';

test('a version is put into our own packages and what they say of each other, and into no other', () => {
  const manifest = {
    version: '0.1.0',
    dependencies: { pg: '8.0.0' },
    devDependencies: { '@chaveiro/engine': '0.1.0' },
  };
  assert.deepEqual(setVersion(structuredClone(manifest), '2.0.0'), {
    version: '2.0.0',
    dependencies: { pg: '8.0.0' },
    devDependencies: { '@chaveiro/engine': '2.0.0' },
  });

  const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
  const { version, packages } = setLockVersion(structuredClone(lock), '2.0.0');
  assert.equal(version, '2.0.0');
  const changed = Object.keys(packages).filter((place) => packages[place]?.version !== lock.packages[place].version);
  assert.deepEqual(changed.sort(), ['', 'packages/admin', 'packages/engine', 'packages/sdk', 'packages/server']);
  assert.equal(packages['packages/server']?.devDependencies?.['@chaveiro/engine'], '2.0.0');
});

test('a bill of materials that lacks a package, has one too many, or is about something else is refused', () => {
  const shrinkwrap = {
    packages: {
      '': { version: '1.0.0' },
      'node_modules/pg': { version: '8.0.0' },
      'node_modules/pg/node_modules/@scope/inner': { version: '3.0.0' },
    },
  };
  const component = (name: string, version: string) => ({ name, version });
  const about = (name: string, ...components: object[]) =>
    wrongInSbom(
      { metadata: { component: component(name, '1.0.0') }, components: components as never },
      { name: 'chaveiro', version: '1.0.0' },
      shrinkwrap,
    );
  const pg = component('pg', '8.0.0');
  const inner = { ...component('inner', '3.0.0'), group: '@scope' };
  assert.deepEqual(about('chaveiro', pg, inner), []);
  assert.deepEqual(about('chaveiro', pg), ['it lacks @scope/inner@3.0.0']);
  assert.deepEqual(about('chaveiro', pg, inner, component('left', '1.0.0')), [
    'it names left@1.0.0, which is not installed',
  ]);
  assert.deepEqual(about('workspace', pg, inner), ['it is about workspace@1.0.0']);
});
