import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { verify } from '../support/api.ts';
import type { Installation } from '../support/chaveiro.ts';
import { createInstallation, engines } from '../support/databases.ts';
import { foreignWorkbook } from '../support/foreign-workbook.ts';

const titles = [
  ...['id', 'keyName', 'roles', 'label', 'creationDate', 'creationDateToken', 'creationDateNewToken', 'status'],
];

interface Imported {
  readonly added: readonly { readonly row: number; readonly appKey: string; readonly appToken: string }[];
  readonly unchanged: readonly { readonly appKey: string }[];
  readonly rolesAdded: readonly string[];
  readonly grants: readonly {
    readonly role: string;
    readonly resources: readonly string[];
    readonly isGiven: boolean;
  }[];
}

interface Shown {
  readonly label: string;
  readonly isActive: boolean;
  readonly createdAt: string;
  readonly roles: readonly { readonly name: string }[];
  readonly tokens: readonly { readonly createdAt: string }[];
}

/** A row of the sheet. */
function row(
  keyName: string,
  roles: string | null,
  status = 'Active',
  created: string | number = '2024-05-06T07:08:09.1234567',
) {
  return ['8d2b', keyName, roles, `Label of ${keyName}`, created, created, null, status];
}

function write(
  { folder }: Installation,
  name: string,
  rows: (string | number | null)[][],
  sheet = 'Generated tab',
): string {
  const path = join(folder, `${name}.xlsx`);
  const external = ['id', 'keyName', 'roles', 'account', 'addedDate', 'status'];
  writeFileSync(path, foreignWorkbook({ [sheet]: [titles, ...rows], 'External tab': [external] }));
  return path;
}

for (const engine of engines) {
  describe(`chaveiro import vtex on ${engine}`, () => {
    let installation: Installation;

    before(async () => {
      installation = await createInstallation(engine);
      await installation.createAccount('lojaverde');
      const role = ['role', 'create', '--account', 'lojaverde', '--name', 'Support', '--resource', 'Save_User'];
      await installation.json(...role, '--resource', 'Get_Roles_Paged');
    });

    const importing = (path: string, ...more: string[]) =>
      installation.json<Imported>('import', 'vtex', path, '--account', 'lojaverde', ...more);
    const show = (key: string) => installation.json<Shown>('key', 'show', key, '--account', 'lojaverde');

    test('keys keep key string, label, roles, date and status, and get a token that works at once', async () => {
      const path = write(installation, 'keys', [
        row('vtexappkey-lojaverde-AAAAAA', 'OMS - Read only, Owner (Admin Super)'),
        row('vtexappkey-lojaverde-BBBBBB', 'OMS - Read only;Support', 'Inactive', 45_000.5),
        row('vtexappkey-lojaverde-CCCCCC', null, 'Active', '2024-05-06'),
      ]);
      const tried = await installation.json<{ wouldAdd: readonly object[]; rolesAdded: readonly string[] }>(
        ...['import', 'vtex', path, '--account', 'lojaverde', '--dry-run'],
      );
      assert.deepEqual([tried.wouldAdd.length, tried.rolesAdded], [3, ['OMS - Read only']]);
      assert.equal(JSON.stringify(tried).includes('chv_'), false);

      const { added, unchanged, rolesAdded, grants } = await importing(path);
      assert.deepEqual([added.length, unchanged.length, rolesAdded], [3, 0, ['OMS - Read only']]);
      assert.deepEqual(grants, [{ role: 'Support', resources: ['ViewApiKeys', 'EditApiKeys'], isGiven: false }]);
      const first = await show('vtexappkey-lojaverde-AAAAAA');
      assert.deepEqual(first.roles.map(({ name }) => name).sort(), ['OMS - Read only', 'Owner (Admin Super)']);
      assert.deepEqual(
        [first.label, first.createdAt],
        ['Label of vtexappkey-lojaverde-AAAAAA', '2024-05-06T07:08:09.123Z'],
      );
      assert.ok(
        Date.parse(first.tokens[0]?.createdAt ?? '') > Date.parse('2026-01-01'),
        'the token is as old as it is',
      );
      const second = await show('vtexappkey-lojaverde-BBBBBB');
      assert.deepEqual([second.isActive, second.createdAt], [false, '2023-03-15T12:00:00.000Z']);
      const { url, process } = await installation.serve();
      const codes = await Promise.all(
        added.map(async ({ appKey, appToken }) => (await verify(url, { appKey, appToken, anyOf: ['OMSViewer'] })).code),
      );
      assert.deepEqual(codes, ['allowed', 'key_inactive', 'no_grant']);
      await process.stop();

      const again = await importing(path);
      assert.deepEqual([again.added, again.unchanged.length], [[], 3]);
      assert.equal(JSON.stringify(again).includes('chv_'), false);
      await installation.json('audit', 'verify');
    });

    test('a file of which some keys are here goes on with the others', async () => {
      const rows = ['QQQQQQ', 'RRRRRR', 'SSSSSS'].map((letters) => row(`vtexappkey-lojaverde-${letters}`, null));
      await importing(write(installation, 'some', rows.slice(0, 2)));
      const { added, unchanged } = await importing(write(installation, 'all', rows));
      const names = [added, unchanged].map((keys) => keys.map(({ appKey }) => appKey.slice(-6)));
      assert.deepEqual(names, [['SSSSSS'], ['QQQQQQ', 'RRRRRR']]);
      assert.equal(added[0]?.row, 4);
    });

    test('with --grants custom roles of the file get what VTEX gave to whoever had them', async () => {
      const path = write(installation, 'grants', [row('vtexappkey-lojaverde-GGGGGG', 'Support')]);
      const { grants } = await importing(path, '--grants');
      assert.deepEqual(grants, [{ role: 'Support', resources: ['ViewApiKeys', 'EditApiKeys'], isGiven: true }]);
      const roles = await installation.json<{ name: string; resources: string[] }[]>(
        ...['role', 'list', '--account', 'lojaverde'],
      );
      const support = roles.find(({ name }) => name === 'Support');
      assert.deepEqual(support?.resources, ['EditApiKeys', 'Get_Roles_Paged', 'Save_User', 'ViewApiKeys']);
    });

    test('with --link each key comes with a link in the place of its token', async () => {
      const path = write(installation, 'links', [row('vtexappkey-lojaverde-LLLLLL', null)], 'Geradas');
      const { added } = await importing(path, '--link', '--public-url', 'https://keys.example.com');
      assert.match(JSON.stringify(added), /"url":"https:\/\/keys\.example\.com\/credentials\//);
      assert.equal(JSON.stringify(added).includes('chv_'), false);
    });

    test('a file with a mistake is refused whole, and each mistake is named by its row', async () => {
      const used = await installation.createKey('lojaverde', 'used before');
      await installation.json('key', 'delete', used.appKey, '--account', 'lojaverde', '--yes');
      const path = write(installation, 'mistakes', [
        row('vtexappkey-lojaverde-MMMMMM', 'No such role'),
        row('a b', null),
        row('vtexappkey-lojaverde-NNNNNN', null, 'Blocked'),
        row('vtexappkey-lojaverde-OOOOOO', null, 'Active', 'yesterday'),
        row('vtexappkey-lojaverde-PPPPPP', null),
        row('vtexappkey-lojaverde-PPPPPP', null),
      ]);
      const { status, stdout } = await installation.run(['import', 'vtex', path, '--account', 'lojaverde', '--json']);
      assert.equal(status, 2);
      const { detail } = JSON.parse(stdout).error;
      for (const place of ['row 3, keyName', 'row 4, status', 'row 5, creationDate', 'row 7, keyName']) {
        assert.ok(detail.includes(place), `${place} in ${detail}`);
      }
      const roles = write(installation, 'roles', [
        row('vtexappkey-lojaverde-MMMMMM', 'No such role'),
        row(used.appKey, null),
      ]);
      const refused = await installation.run(['import', 'vtex', roles, '--account', 'lojaverde', '--json']);
      assert.match(
        JSON.parse(refused.stdout).error.detail,
        /row 2, roles has "No such role".*row 3, keyName is appkey/s,
      );
      const list = await installation.run(['key', 'list', '--account', 'lojaverde', '--json']);
      assert.doesNotMatch(list.stdout, /MMMMMM|PPPPPP/);
    });
  });
}

describe('a file that is no workbook, or one that was made to do harm', () => {
  const attempt = async (installation: Installation, name: string, file: Uint8Array) => {
    const path = join(installation.folder, name);
    writeFileSync(path, file);
    const { status, stdout } = await installation.run(['import', 'vtex', path, '--account', 'lojaverde', '--json']);
    return { status, detail: String(JSON.parse(stdout).error?.detail) };
  };

  test('it is refused with a reason, before it takes memory', async () => {
    const installation = await createInstallation('sqlite');
    const zeros = new Uint8Array(100 * 1024 * 1024);
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`xl/${i}.xml`, strToU8('<x/>')]));
    const entity = { 'xl/workbook.xml': strToU8('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>') };
    const lying = Buffer.from(zipSync({ 'xl/workbook.xml': zeros }));
    // Says in its directory that the file is small.
    lying.writeUInt32LE(1, lying.readUInt32LE(lying.length - 6) + 24);
    for (const [name, file, reason] of [
      ['bomb.xlsx', zipSync({ 'xl/workbook.xml': zeros }), /unpacks to more than/],
      ['lying.xlsx', lying, /unpacks to more than/],
      ['many.xlsx', zipSync(many), /more than 200 files/],
      ['entity.xlsx', zipSync(entity), /entities/],
      ['text.xlsx', strToU8('keyName;roles'), /is no XLSX file/],
      ['cut.xlsx', foreignWorkbook({ a: [['b']] }).subarray(40), /is damaged/],
      ['other.zip', zipSync({ 'readme.txt': strToU8('x') }), /no workbook/],
      ['sheets.xlsx', foreignWorkbook({ Sheet1: [['a', 'b']] }), /no sheet of generated keys; its sheets are Sheet1/],
    ] as const) {
      const { status, detail } = await attempt(installation, name, file);
      assert.equal(status, 2, name);
      assert.match(detail, reason, name);
    }
  });
});

describe('role names that hold what stands between them in a cell', () => {
  test('a cell is read against the names that there are, two readings are refused, and what we export is read back', async () => {
    const installation = await createInstallation('sqlite');
    await installation.createAccount('lojaverde');
    const account = ['--account', 'lojaverde'];
    for (const name of ['Sales, North', 'Sales', 'North']) {
      await installation.json('role', 'create', ...account, '--name', name, '--resource', 'ListOrders');
    }
    await installation.json('key', 'create', ...account, '--label', 'One', '--role', 'Sales, North');
    await installation.json(
      'key',
      'create',
      ...account,
      '--label',
      'Three',
      '--role',
      'Sales, North',
      '--role',
      'North',
    );
    const exported = join(installation.folder, 'exported.xlsx');
    await installation.json('export', exported, ...account);
    const back = await installation.json<{ wouldAdd: object[]; readings: { roles: string[] }[] }>(
      ...['import', 'vtex', exported, ...account, '--dry-run'],
    );
    assert.deepEqual([back.wouldAdd, back.readings.map(({ roles }) => roles)], [[], [['Sales, North', 'North']]]);

    const rows = [
      row('vtexappkey-lojaverde-AAAAAA', 'Sales, North'),
      row('vtexappkey-lojaverde-BBBBBB', 'Owner (Admin Super), OMS - Read o…'),
      row('vtexappkey-lojaverde-CCCCCC', 'North|OMS - Read only'),
    ];
    const refused = await installation.run(['import', 'vtex', write(installation, 'two', rows), ...account]);
    assert.equal(refused.status, 2);
    assert.match(
      refused.stderr,
      /row 2, roles can be read as the one role "Sales, North", and as the roles "Sales" and "North"/,
    );
    assert.match(refused.stderr, /row 3, roles ends with "[^"]*…": it was cut off/);
    assert.doesNotMatch(refused.stderr, /row 4/);
    const tried = await installation.run([
      'import',
      'vtex',
      write(installation, 'one', rows.slice(2)),
      ...account,
      '--dry-run',
    ]);
    assert.match(tried.stdout, /"North\|OMS - Read only" was read as "North" and "OMS - Read only"\./);
  });
});
