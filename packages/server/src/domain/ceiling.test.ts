import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkCredentialObtained,
  checkHoldsAny,
  checkResourcesPutInRole,
  checkResourcesPutInRoleOfExternal,
  checkRoleIsCustom,
  checkRoleNotOwn,
  checkRolesGiven,
  checkRolesGivenToExternal,
  type Rights,
  roleOptions,
} from './ceiling.ts';
import type { ErrorCode } from './error-codes.ts';
import { ChaveiroError } from './errors.ts';
import { managementRights } from './management-right.ts';
import type { Role } from './role.ts';

const operator: Rights = { isOperator: true, isOwner: false, roleIds: new Set(), resources: new Set() };
const owner: Rights = { isOperator: false, isOwner: true, roleIds: new Set([1]), resources: new Set() };

function withResources(...resources: string[]): Rights {
  return { isOperator: false, isOwner: false, roleIds: new Set([7]), resources: new Set(resources) };
}

function role(id: number, kind: Role['kind'], ...resources: string[]): Role {
  return { accountId: 1, id, name: `role ${id}`, kind, template: null, resources, createdAt: 0 };
}

const ownerRole = role(1, 'owner');

function refusal(code: ErrorCode, ...missing: string[]): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ChaveiroError && error.code === code, String(error));
    assert.deepEqual(error.fields.missingResources ?? [], missing);
    return true;
  };
}

test('any one of the accepted resources opens an operation, and a refusal names all of them', () => {
  for (const rights of [operator, owner, withResources('Save_User')])
    checkHoldsAny(rights, ['view_metrics', 'Save_User']);
  assert.throws(
    () => checkHoldsAny(withResources('OMSViewer'), ['view_metrics', 'Save_User']),
    refusal('resource_missing', 'view_metrics', 'Save_User'),
  );
});

test('every management right of a role that is given has to be held, and the refusal names those that lack', () => {
  const given = [role(2, 'custom', 'OMSViewer', 'EditApiKeys'), role(3, 'predefined', 'Save_User', 'view_metrics')];
  for (const rights of [operator, owner, withResources('EditApiKeys', 'Save_User', 'view_metrics')]) {
    checkRolesGiven(rights, given);
  }
  assert.throws(
    () => checkRolesGiven(withResources('EditApiKeys'), given),
    refusal('above_own_rights', 'Save_User', 'view_metrics'),
  );
});

test('whoever edits keys gives all other resources, also without holding them', () => {
  checkRolesGiven(withResources('EditApiKeys'), [role(2, 'custom', 'OMSViewer', 'MakePayments')]);
  checkRolesGivenToExternal(withResources('EditApiKeys'), [role(2, 'custom', 'OMSViewer')]);
  checkResourcesPutInRole(withResources('Create_Role'), ['OMSViewer', 'MakePayments']);
  checkResourcesPutInRoleOfExternal(withResources('Create_Role'), ['OMSViewer'], 'appkey-x');
});

test('holding every management right does not make an Owner: the Owner role takes one to give or bring back', () => {
  const almost = withResources(...managementRights);
  assert.throws(() => checkRolesGiven(almost, [ownerRole]), refusal('above_own_rights'));
  assert.throws(() => checkCredentialObtained(almost, [ownerRole], 'activate'), refusal('above_own_rights'));
  assert.throws(() => checkRolesGivenToExternal(almost, [ownerRole]), refusal('above_own_rights'));
  for (const rights of [operator, owner]) {
    checkRolesGiven(rights, [ownerRole]);
    checkCredentialObtained(rights, [ownerRole], 'activate');
    checkRolesGivenToExternal(rights, [ownerRole]);
  }
});

test('only an Owner gives management rights to a key of another account, whatever the giver holds', () => {
  for (const right of managementRights) {
    const given = [role(2, 'custom', right)];
    assert.throws(
      () => checkRolesGivenToExternal(withResources(...managementRights), given),
      refusal('above_own_rights'),
    );
    assert.throws(
      () => checkResourcesPutInRoleOfExternal(withResources(...managementRights), [right], 'appkey-x'),
      refusal('above_own_rights'),
    );
    checkRolesGivenToExternal(owner, given);
    checkResourcesPutInRoleOfExternal(owner, [right], 'appkey-x');
  }
});

test('management rights get into a role, and a key comes back, only by somebody who holds them', () => {
  for (const right of managementRights) {
    const nothing = withResources('OMSViewer');
    assert.throws(() => checkResourcesPutInRole(nothing, ['OMSViewer', right]), refusal('above_own_rights', right));
    checkResourcesPutInRole(withResources(right), ['OMSViewer', right]);
    const roles = [role(2, 'custom', 'OMSViewer'), role(3, 'custom', right)];
    assert.throws(() => checkCredentialObtained(nothing, roles, 'activate'), refusal('above_own_rights', right));
    checkCredentialObtained(withResources(right), roles, 'activate');
  }
});

test('Owner and predefined roles are not edited, not even by an Owner, and nobody edits a role that they hold', () => {
  assert.throws(() => checkRoleIsCustom(ownerRole), refusal('owner_role_fixed'));
  assert.throws(() => checkRoleIsCustom(role(2, 'predefined')), refusal('predefined_role_fixed'));
  checkRoleIsCustom(role(2, 'custom'));
  assert.throws(() => checkRoleNotOwn(withResources(), role(7, 'custom')), refusal('own_rights'));
  checkRoleNotOwn(withResources(), role(8, 'custom'));
});

test('what a role is offered for is what the checks let through, and the reason is what lacks', () => {
  const keyEditor = withResources('EditApiKeys', 'Save_User');
  const own = { hasRole: true, mayGive: true, mayGiveToExternalKeys: true, missingResources: [] };
  assert.deepEqual(roleOptions(keyEditor, role(7, 'custom', 'OMSViewer')), own);
  assert.deepEqual(roleOptions(keyEditor, role(8, 'custom', 'Save_User', 'OMSViewer')), {
    ...{ hasRole: false, mayGive: true, mayGiveToExternalKeys: false, missingResources: [] },
  });
  assert.deepEqual(roleOptions(keyEditor, role(8, 'predefined', 'Create_Role', 'Save_User')), {
    ...{ hasRole: false, mayGive: false, mayGiveToExternalKeys: false, missingResources: ['Create_Role'] },
  });
  const refused = { hasRole: false, mayGive: false, mayGiveToExternalKeys: false, missingResources: [] };
  assert.deepEqual(roleOptions(withResources(...managementRights), ownerRole), refused);
  assert.deepEqual(roleOptions(owner, ownerRole), own);
  assert.deepEqual(roleOptions(operator, role(8, 'custom', ...managementRights)), { ...own, hasRole: false });
});
