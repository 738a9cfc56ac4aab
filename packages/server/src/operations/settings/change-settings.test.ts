import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addMonths } from '#engine';
import { changeKey } from '../keys/change-key.ts';
import { deleteKey } from '../keys/delete-key.ts';
import { openShop, operator, refusal } from '../shop.fixture.ts';
import { changeSettings } from './change-settings.ts';
import { showSettings } from './show-settings.ts';

const account = 'lojaverde';

test('an account begins with three months that nothing enforces', async (t) => {
  const shop = await openShop(t);
  const viewer = await shop.callerWith(account, ['ViewApiKeys']);
  const { version: _, ...settings } = await showSettings(shop.context, viewer, { account });
  assert.deepEqual(settings, { renewalPeriodMonths: 3, enforceExpiry: false });
});

test('settings change together or one by one, as one event with before and after', async (t) => {
  const shop = await openShop(t);
  const editor = await shop.callerWith(account, ['EditApiKeysSettings']);
  const { version, ...before } = await showSettings(shop.context, editor, { account });
  const { value } = await changeSettings(shop.context, editor, { account, renewalPeriodMonths: 6 });
  const { version: next, ...settings } = value;
  assert.deepEqual(settings, { renewalPeriodMonths: 6, enforceExpiry: false, warning: null });
  assert.notEqual(next, version);
  const event = await shop.lastEvent();
  assert.deepEqual(
    [event.action, event.subject, event.account?.name, event.before, event.after],
    ['settings.changed', 'account:lojaverde', account, before, { ...before, renewalPeriodMonths: 6 }],
  );
  await changeSettings(shop.context, editor, { account, enforceExpiry: true });
  const after = { renewalPeriodMonths: 6, enforceExpiry: true } as const;
  const { version: last, ...shown } = await showSettings(shop.context, editor, { account });
  assert.deepEqual([shown, last === next], [after, false]);
  const elsewhere = await showSettings(shop.context, operator, { account: 'lojaazul' });
  assert.deepEqual(elsewhere, { ...before, version }, 'another account keeps its own');
  const revision = await shop.storage.readRevision();
  const same = await changeSettings(shop.context, editor, { account, ...after });
  assert.equal(same.revision, revision, 'nothing different is no change');
});

test('to change settings takes EditApiKeysSettings, to see them also ViewApiKeys', async (t) => {
  const shop = await openShop(t);
  const viewer = await shop.callerWith(account, ['ViewApiKeys', 'EditApiKeys', 'RenewApiToken']);
  const change = changeSettings(shop.context, viewer, { account, enforceExpiry: true });
  await assert.rejects(change, refusal('resource_missing', 'EditApiKeysSettings'));
  const auditor = await shop.callerWith(account, ['view_metrics']);
  await assert.rejects(showSettings(shop.context, auditor, { account }), refusal('resource_missing'));
});

test('the warning counts exactly the keys that worked and are denied from now on', async (t) => {
  const shop = await openShop(t);
  const start = shop.clock.now;
  await shop.addKey(account);
  const paused = await shop.addKey(account);
  await changeKey(shop.context, operator, { account, key: paused.id, isActive: false });
  const gone = await shop.addKey(account);
  await deleteKey(shop.context, operator, { account, key: gone.id });
  await shop.addKey('lojaazul');
  shop.clock.now = addMonths(start, 1);
  await shop.addKey(account);

  const denied = async (input: { renewalPeriodMonths?: 3 | 6; enforceExpiry?: boolean }) => {
    const { value } = await changeSettings(shop.context, operator, { account, ...input, dryRun: true });
    return value.warning?.keysDenied ?? 0;
  };
  // Two keys are as old as the account, its first one and the one that is neither paused nor gone; one is a month younger.
  shop.clock.now = addMonths(start, 3) - 1;
  assert.equal(await denied({ enforceExpiry: true }), 0);
  shop.clock.now = addMonths(start, 3);
  assert.equal(await denied({ enforceExpiry: true }), 2);
  assert.equal(await denied({ enforceExpiry: true, renewalPeriodMonths: 6 }), 0);
  assert.equal(await denied({ renewalPeriodMonths: 6 }), 0);
  shop.clock.now = addMonths(start, 6);
  assert.equal(await denied({ enforceExpiry: true }), 3);

  await changeSettings(shop.context, operator, { account, enforceExpiry: true, renewalPeriodMonths: 6 });
  assert.equal(await denied({ renewalPeriodMonths: 3 }), 1, 'two of three are denied already');
  const { value } = await changeSettings(shop.context, operator, { account, renewalPeriodMonths: 3 });
  assert.match(value.warning?.detail ?? '', /3 months.*1 key with every token/);
  assert.equal(await denied({ enforceExpiry: false }), 0);
  assert.equal(await denied({ enforceExpiry: true }), 0);
});

test('a dry run answers as the change would, and changes nothing', async (t) => {
  const shop = await openShop(t);
  const editor = await shop.callerWith(account, ['EditApiKeysSettings']);
  shop.clock.now = addMonths(shop.clock.now, 4);
  const before = await shop.storage.readRevision();
  const input = { account, renewalPeriodMonths: 3, enforceExpiry: true } as const;
  const dry = await changeSettings(shop.context, editor, { ...input, dryRun: true });
  assert.deepEqual([dry.revision, await shop.storage.readRevision()], [before, before]);
  assert.equal((await showSettings(shop.context, editor, { account })).enforceExpiry, false);
  const real = await changeSettings(shop.context, editor, input);
  assert.deepEqual(real.value, dry.value);
  assert.equal(dry.value.warning?.keysDenied, 2);
});
