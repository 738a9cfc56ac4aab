import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditAction, AuditValue } from './audit-event.ts';
import { cannotWait } from './cannot-wait.ts';

const [orders, prices] = [
  { id: 2, name: 'Orders' },
  { id: 3, name: 'Prices' },
] as const;
const change = (action: AuditAction, before: AuditValue = null, after: AuditValue = null) =>
  cannotWait({ action, before, after });

test('what ends something, and signing in to do so, cannot wait for room; what gives something can', () => {
  for (const action of ['key.deleted', 'user.removed', 'session.ended', 'renewal.undone', 'session.started'] as const) {
    assert.equal(change(action), true, action);
  }
  for (const action of ['key.created', 'key.activated', 'renewal.started', 'user.added', 'account.created'] as const) {
    assert.equal(change(action), false, action);
  }
});

test('an edit cannot wait when it takes roles or resources away and does nothing else', () => {
  for (const action of ['key.changed', 'external_key.changed', 'user.changed'] as const) {
    const edit = (before: AuditValue, after: AuditValue) => change(action, before, after);
    assert.equal(edit({ roles: [orders, prices] }, { roles: [orders] }), true);
    assert.equal(edit({ appKey: 'a', roles: [orders] }, { appKey: 'a', email: 'x', roles: [] }), true);
    assert.equal(edit({ roles: [orders] }, { roles: [orders, prices] }), false);
    assert.equal(edit({ roles: [orders, prices] }, { roles: [orders, { id: 4, name: 'Owner' }] }), false);
    assert.equal(edit({ roles: [orders], label: 'a' }, { roles: [], label: 'b' }), false);
    assert.equal(edit({ label: 'a' }, { label: 'b' }), false);
    assert.equal(edit({ roles: [orders] }, { roles: [orders] }), false);
    assert.equal(edit(null, { roles: [] }), false);
  }
  assert.equal(change('role.changed', { resources: ['A', 'B'] }, { resources: ['B'] }), true);
  assert.equal(change('settings.changed', { anything: ['A', 'B'] }, { anything: ['B'] }), false);
});
