import type { AccountSubjects, Names } from '../support/account-subjects.ts';
import type { DescribedOperation } from '../support/described-operations.ts';

/** A request that succeeds once for whoever may make it. */
export interface RightRequest {
  /** What it acts on, by the name of the parameter or of the field of the body that says so. */
  readonly ids: Readonly<Record<string, Names>>;
  /** The rest of the body. */
  readonly body?: object;
  /** The body has a pair, in `appKey` and `appToken`: a credential, which proves something and names nothing. */
  readonly hasPair?: true;
}

type MakeRequest = (of: AccountSubjects) => Promise<RightRequest>;

/** A right request for every operation of an account; E1 and E2 fail for an operation without one. */
export const rightRequests: Readonly<Record<string, MakeRequest>> = {
  listKeys: async (of) => ({ ids: { role: await of.plainRole() } }),
  showKey: async (of) => ({ ids: { key: await of.key() } }),
  showKeyUsage: async (of) => ({ ids: { key: await of.key() } }),
  exportKeys: async () => ({ ids: {} }),
  createKey: async (of) => ({ ids: { roles: await of.plainRole() }, body: { label: 'new' } }),
  changeKey: async (of) => ({ ids: { key: await of.key(), roles: await of.plainRole() }, body: { label: 'changed' } }),
  deleteKey: async (of) => ({ ids: { key: await of.key() } }),
  startRenewal: async (of) => ({ ids: { key: await of.key() }, body: { delivery: 'token' } }),
  finishRenewal: async (of) => ({ ids: { key: await of.renewedKey() }, body: { when: 'now' } }),
  undoRenewal: async (of) => ({ ids: { key: await of.renewedKey() } }),
  listLinkAttempts: async (of) => ({ ids: { key: await of.key() } }),
  listGrants: async (of) => ({ ids: { key: await of.keyGrantedByPartner() } }),
  declineGrant: async (of) => ({
    ids: { key: await of.keyGrantedByPartner(), grantingAccount: [of.partner.name] },
  }),
  tryCredential: async (of) => {
    const [, appKey = ''] = await of.key();
    return { ids: {}, body: { appKey, appToken: 'not its token', anyOf: ['OMSViewer'] }, hasPair: true };
  },
  listExternalKeys: async (of) => {
    await of.externalKey();
    return { ids: { role: await of.plainRole(), owner: [of.partner.name] } };
  },
  showExternalKey: async (of) => ({ ids: { key: await of.externalKey() } }),
  addExternalKey: async (of) => {
    const [, appKey = ''] = await of.partnersKey();
    return { ids: { appKey: [appKey], roles: await of.plainRole() } };
  },
  changeExternalKey: async (of) => ({
    ids: { key: await of.externalKey(), roles: await of.plainRole() },
    body: { note: 'changed' },
  }),
  removeExternalKey: async (of) => ({ ids: { key: await of.externalKey() } }),
  showReceipt: async () => ({ ids: { revision: ['a-1'] } }),
  showSettings: async () => ({ ids: {} }),
  changeSettings: async () => ({ ids: {}, body: { renewalPeriodMonths: 3, enforceExpiry: false } }),
  listRoles: async () => ({ ids: {} }),
  showRole: async (of) => ({ ids: { role: await of.plainRole() } }),
  listApis: async () => ({ ids: {} }),
  listResources: async () => ({ ids: {} }),
  listRoleTemplates: async () => ({ ids: {} }),
  createRole: async () => ({ ids: {}, body: { name: unique('new-one'), resources: ['OMSViewer'] } }),
  changeRole: async (of) => ({ ids: { role: await of.newRole() }, body: { name: unique('changed-one') } }),
  deleteRole: async (of) => ({ ids: { role: await of.newRole() } }),
  listUsers: async (of) => ({ ids: { role: await of.plainRole() } }),
  showUser: async (of) => ({ ids: { user: await of.invitedUser() } }),
  addUser: async (of) => ({
    ids: { roles: await of.plainRole() },
    body: { email: `${unique('new-one')}@example.com` },
  }),
  changeUser: async (of) => ({
    ids: { user: await of.invitedUser(), roles: await of.plainRole() },
    body: { name: 'Changed' },
  }),
  removeUser: async (of) => ({ ids: { user: await of.invitedUser() } }),
  inviteUserAgain: async (of) => ({ ids: { user: await of.invitedUser() } }),
  issuePasswordLink: async (of) => ({ ids: { user: await of.joinedUser() } }),
  listAuditEvents: async (of) => ({ ids: await actorAndSubject(of) }),
  exportAuditEvents: async (of) => ({ ids: await actorAndSubject(of) }),
};

/** A new right request for the operation; throws where the table has none. */
export async function rightRequest(operationId: string, of: AccountSubjects): Promise<RightRequest> {
  const make = rightRequests[operationId];
  if (make === undefined) throw new Error(`test/security/right-requests.ts has no right request for ${operationId}`);
  return await make(of);
}

/** Of each thing the usual id. */
export function usualIds(ids: RightRequest['ids']): Record<string, string> {
  return Object.fromEntries(Object.entries(ids).map(([name, [id]]) => [name, id]));
}

/** What the operation is asked: as it is, and where there are dry runs also as one. */
export function withDryRun(
  { inputs }: DescribedOperation,
  ids: Readonly<Record<string, string>>,
): Readonly<Record<string, string>>[] {
  return inputs.query.includes('dryRun') ? [ids, { ...ids, dryRun: 'true' }] : [ids];
}

/** Parameters and fields that name nothing of an account. */
export const plainInputs: ReadonlySet<string> = new Set([
  ...[
    'q',
    'status',
    'freshness',
    'renewal',
    'sort',
    'order',
    'limit',
    'cursor',
    'from',
    'to',
    'action',
    'days',
    'usage',
    'holders',
    ...['appToken', 'anyOf', 'api', 'method', 'path'],
  ],
  ...[
    'label',
    'isActive',
    'separate',
    'delivery',
    'when',
    // A time: another renewal than the one that began then is left alone.
    'startedAt',
    'note',
    'expiresAt',
    'name',
    'resources',
    'template',
    'email',
  ],
  ...['renewalPeriodMonths', 'enforceExpiry', 'dryRun'],
]);

async function actorAndSubject(of: AccountSubjects): Promise<Readonly<Record<string, Names>>> {
  const [id, appKey] = await of.key();
  return { actor: [`key:${appKey}`], subject: [`key:${id}`] };
}

let count = 0;

function unique(word: string): string {
  return `${word}-${++count}`;
}
