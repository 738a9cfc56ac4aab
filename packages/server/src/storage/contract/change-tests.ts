/** One transaction = the change, its audit event, its revision. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { parseRevision } from '#engine';
import type { AuditEntry, Storage } from '../storage.ts';
import type { ContractTest } from './subject.ts';
import { changed, insertTestAccount, insertTestKey, make, testSealer } from './subject.ts';

const account = { name: 'loja', createdAt: 1 };

/** How much there is of everything that a change writes. */
async function contents(storage: Storage) {
  return {
    revision: await storage.readRevision(),
    accounts: await storage.read((tx) => tx.listAccounts()),
    head: await storage.audit.findAuditHead(),
    orphans: await storage.audit.listOrphanContents(10),
  };
}

export const changeTests: readonly ContractTest[] = [
  {
    title: 'each change has the next revision, its event and the time it was given',
    async run({ storage }) {
      const before = await storage.readRevision();
      const epoch = parseRevision(before)?.epoch;
      assert.equal(before, `${epoch}-0`);
      for (const number of [1, 2]) {
        const { revision } = await storage.change(Date.UTC(2026, 0, number), async (tx) => {
          const { id } = await tx.insertAccount({ name: `loja${number}`, createdAt: 1 });
          assert.equal(tx.revision, `${epoch}-${number}`);
          const { event, value } = changed(id, 'account.created');
          assert.ok(event);
          return { event: { ...event, accountId: id, subject: `account:${id}`, after: { b: 1, a: 'ç' } }, value };
        });
        assert.equal(revision, `${epoch}-${number}`);
        assert.equal(await storage.readRevision(), revision);
      }
      const entries = await storage.audit.listAuditEntries(1, 10);
      assert.equal(entries.length, 1);
      assert.equal(
        entries[0]?.content,
        '{"revision":2,"at":"2026-01-02T00:00:00.000Z","action":"account.created","actor":"operator",' +
          '"source":{"channel":"cli"},"account":{"id":2,"name":"loja2"},"subject":"account:2","before":null,' +
          '"after":{"b":1,"a":"ç"}}',
      );
    },
  },
  {
    title: 'the audit log is one chain from the first change to the head',
    async run({ storage }) {
      for (let index = 0; index < 5; index += 1) {
        await make(storage, (tx) => tx.insertAccount({ name: `loja${index}`, createdAt: 1 }));
      }
      const entries = [
        ...(await storage.audit.listAuditEntries(0, 3)),
        ...(await storage.audit.listAuditEntries(3, 3)),
      ];
      assert.deepEqual(
        entries.map((entry) => entry.revision),
        [1, 2, 3, 4, 5],
      );
      let previousMac: Uint8Array = new Uint8Array(32);
      for (const { revision, contentDigest, content, mac } of entries) {
        assert.deepEqual(
          Buffer.from(contentDigest),
          createHash('sha256')
            .update(content ?? '')
            .digest(),
        );
        assert.deepEqual(Buffer.from(mac), testSealer.seal({ previousMac, revision, contentDigest }).mac);
        previousMac = mac;
      }
      assert.deepEqual(await storage.audit.findAuditHead(), entries.at(-1) as AuditEntry);
    },
  },
  {
    title: 'content without an entry, and an entry without content, are both seen',
    async run({ storage, db }) {
      await make(storage, (tx) => tx.insertAccount(account));
      await db.deleteFrom('audit_contents').where('revision', '=', 1).execute();
      await db.insertInto('audit_contents').values({ revision: 7, content: '{}' }).execute();
      assert.equal((await storage.audit.findAuditHead())?.content, null);
      assert.deepEqual(await storage.audit.listOrphanContents(10), [7]);
    },
  },
  {
    title: 'a change that comes to nothing takes no revision and leaves nothing',
    async run({ storage }) {
      await make(storage, (tx) => tx.insertAccount(account));
      const before = await contents(storage);
      const outcome = await storage.change(1, async (tx) => {
        await tx.insertAccount({ name: 'other', createdAt: 1 });
        return { event: null, value: 'nothing' };
      });
      assert.deepEqual(outcome, { value: 'nothing', revision: before.revision });
      assert.deepEqual(await contents(storage), before);
    },
  },
  {
    title: 'a change whose work throws leaves nothing, and throws just that',
    async run({ storage }) {
      const before = await contents(storage);
      const failure = new TypeError('a mistake');
      const change = storage.change(1, async (tx) => {
        await tx.insertAccount(account);
        throw failure;
      });
      await assert.rejects(change, (error) => error === failure);
      assert.deepEqual(await contents(storage), before);
    },
  },
  {
    title: 'a change whose event cannot be sealed leaves nothing',
    async run({ subject, url, storage }) {
      const before = await contents(storage);
      const seal = () => {
        throw new Error('no pepper');
      };
      const other = await subject.engine.open(url, { sealer: { seal } });
      try {
        await assert.rejects(
          make(other, (tx) => tx.insertAccount(account)),
          { message: 'no pepper' },
        );
      } finally {
        await other.close();
      }
      assert.deepEqual(await contents(storage), before);
    },
  },
  {
    title: 'a change whose event cannot be stored leaves nothing',
    async run({ storage, db }) {
      const content_digest = new Uint8Array(32);
      await db
        .insertInto('audit_events')
        .values({ revision: 1, pepper_id: 'x', content_digest, mac: content_digest })
        .execute();
      const before = await contents(storage);
      await assert.rejects(
        make(storage, (tx) => tx.insertAccount(account)),
        { code: 'internal' },
      );
      assert.deepEqual(await contents(storage), before);
    },
  },
  {
    title: 'what is taken is refused with its code, and the change can go on',
    async run({ storage }) {
      await make(storage, async (tx) => {
        const { id: accountId } = await insertTestAccount(tx, 'loja');
        await assert.rejects(tx.insertAccount(account), { code: 'account_exists' });
        const keyId = await insertTestKey(tx, { accountId, appKey: 'appkey-loja-AAAAAA' });
        await assert.rejects(insertTestKey(tx, { accountId, appKey: 'appkey-loja-AAAAAA' }), {
          code: 'key_string_taken',
        });
        await tx.deleteKey(keyId, 5);
        await assert.rejects(insertTestKey(tx, { accountId, appKey: 'appkey-loja-AAAAAA' }), {
          code: 'key_string_taken',
        });
        assert.equal(await tx.isAppKeyTaken('appkey-loja-AAAAAA'), true);
        assert.equal(await tx.isAppKeyTaken('appkey-loja-BBBBBB'), false);
      });
      assert.equal((await storage.read((tx) => tx.listAccounts())).length, 1);
    },
  },
  {
    title: 'changing what is not there is not_found',
    async run({ storage }) {
      await make(storage, async (tx) => {
        const { id: accountId } = await insertTestAccount(tx, 'loja');
        const keyId = await insertTestKey(tx, { accountId });
        await tx.deleteKey(keyId, 5);
        const grant = { keyId, accountId, roleIds: [], addedAt: 1, addedBy: 'operator', note: null, expiresAt: null };
        const notFound = { code: 'not_found' };
        await assert.rejects(tx.setAccountActive(99, false), notFound);
        const settings = { renewalPeriodMonths: 3, enforceExpiry: true } as const;
        await assert.rejects(tx.setAccountSettings(99, settings), notFound);
        await assert.rejects(tx.updateKey(keyId, { isActive: false }), notFound);
        await assert.rejects(tx.deleteKey(keyId, 6), notFound);
        await assert.rejects(tx.putGrant(grant), notFound);
        await assert.rejects(tx.updateRole(accountId, 99, {}), notFound);
        await assert.rejects(tx.updateRole(accountId, 2, { resources: ['Unknown'] }), notFound);
        await assert.rejects(tx.deleteRole(accountId, 99), notFound);
      });
    },
  },
  {
    title: 'of several first peppers one is kept',
    async run({ subject }) {
      const url = await subject.createDatabase();
      await subject.engine.migrate(url);
      const storages = await Promise.all([1, 2, 3].map(() => subject.engine.open(url, { sealer: testSealer })));
      try {
        await Promise.all(
          storages.map(({ peppers }, index) =>
            peppers.insertFirstPepper({ id: `p${index}`, checkValue: new Uint8Array(32) }),
          ),
        );
        assert.equal((await storages[0]?.peppers.listPeppers())?.length, 1);
        assert.match((await storages[0]?.readRevision()) ?? '', /-0$/);
      } finally {
        for (const storage of storages) await storage.close();
      }
    },
  },
];
