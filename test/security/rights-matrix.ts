/**
 * Who may call what: every route of the API, written by hand from what was decided and not from the code.
 * E1 and E2 fail for a route that is described and not here, or here and not described.
 */

/** Routes of an account, without `/api/v1/accounts/{account}`: any one of the resources opens it. */
export const accountMatrix: Readonly<Record<string, readonly [route: string, ...anyOf: string[]]>> = {
  listKeys: ['GET /keys', 'ViewApiKeys', 'RenewApiToken'],
  showKey: ['GET /keys/{key}', 'ViewApiKeys', 'RenewApiToken'],
  showKeyUsage: ['GET /keys/{key}/usage', 'ViewApiKeys', 'RenewApiToken'],
  exportKeys: ['GET /keys/export', 'ViewApiKeys'],
  createKey: ['POST /keys', 'EditApiKeys'],
  changeKey: ['PATCH /keys/{key}', 'EditApiKeys'],
  deleteKey: ['DELETE /keys/{key}', 'EditApiKeys'],
  startRenewal: ['POST /keys/{key}/renewal', 'RenewApiToken'],
  finishRenewal: ['POST /keys/{key}/renewal/finish', 'RenewApiToken'],
  undoRenewal: ['DELETE /keys/{key}/renewal', 'RenewApiToken'],
  listLinkAttempts: ['GET /keys/{key}/link-attempts', 'ViewApiKeys', 'RenewApiToken'],
  listGrants: ['GET /keys/{key}/grants', 'ViewApiKeys', 'RenewApiToken'],
  declineGrant: ['DELETE /keys/{key}/grants/{grantingAccount}', 'EditApiKeys'],
  tryCredential: ['POST /decisions', 'ViewApiKeys'],
  listExternalKeys: ['GET /external-keys', 'ViewApiKeys'],
  showExternalKey: ['GET /external-keys/{key}', 'ViewApiKeys'],
  addExternalKey: ['POST /external-keys', 'EditApiKeys'],
  changeExternalKey: ['PATCH /external-keys/{key}', 'EditApiKeys'],
  removeExternalKey: ['DELETE /external-keys/{key}', 'EditApiKeys'],
  showSettings: ['GET /settings', 'ViewApiKeys', 'EditApiKeysSettings'],
  changeSettings: ['PUT /settings', 'EditApiKeysSettings'],
  listRoles: ['GET /roles', 'Get_Roles_Paged', 'ViewApiKeys'],
  listResources: ['GET /resources', 'Get_Roles_Paged', 'ViewApiKeys'],
  listRoleTemplates: ['GET /role-templates', 'Get_Roles_Paged', 'ViewApiKeys'],
  showRole: ['GET /roles/{role}', 'Get_Roles_Paged', 'ViewApiKeys'],
  listApis: ['GET /apis', 'Get_Roles_Paged', 'ViewApiKeys'],
  createRole: ['POST /roles', 'Create_Role'],
  changeRole: ['PATCH /roles/{role}', 'Create_Role'],
  deleteRole: ['DELETE /roles/{role}', 'Create_Role'],
  listUsers: ['GET /users', 'Get_Users_Paged'],
  showUser: ['GET /users/{user}', 'Get_Users_Paged'],
  addUser: ['POST /users', 'Save_User'],
  changeUser: ['PATCH /users/{user}', 'Save_User'],
  removeUser: ['DELETE /users/{user}', 'Save_User'],
  inviteUserAgain: ['POST /users/{user}/invitation', 'Save_User'],
  issuePasswordLink: ['POST /users/{user}/password-link', 'Save_User'],
  listAuditEvents: ['GET /audit', 'view_metrics'],
  exportAuditEvents: ['GET /audit/export', 'view_metrics'],
};

/** `decision peer`: whoever calls from where the operator lets decisions be asked for. Others hear 404. */
export type OtherCaller = 'anybody' | 'decision peer' | 'signed-in user';

/** All other routes. */
export const otherMatrix: Readonly<Record<string, readonly [route: string, caller: OtherCaller]>> = {
  verify: ['POST /api/v1/verify', 'decision peer'],
  'forwardAuth-nginx-query': ['GET /forward-auth/nginx', 'decision peer'],
  'forwardAuth-nginx-any': ['GET /forward-auth/nginx/{account}/any/{resources}', 'decision peer'],
  'forwardAuth-nginx-api': ['GET /forward-auth/nginx/{account}/api/{api}', 'decision peer'],
  'forwardAuth-caddy-query': ['GET /forward-auth/caddy', 'decision peer'],
  'forwardAuth-caddy-any': ['GET /forward-auth/caddy/{account}/any/{resources}', 'decision peer'],
  'forwardAuth-caddy-api': ['GET /forward-auth/caddy/{account}/api/{api}', 'decision peer'],
  metrics: ['GET /metrics', 'decision peer'],
  health: ['GET /healthz', 'anybody'],
  readiness: ['GET /readyz', 'anybody'],
  describe: ['GET /api/openapi.json', 'anybody'],
  describeVtex: ['GET /api/vtex/openapi.json', 'anybody'],
  signingKeys: ['GET /.well-known/jwks.json', 'anybody'],
  openLink: ['POST /api/v1/credentials/{link}/reveal', 'anybody'],
  openSetupLink: ['POST /api/v1/setup', 'anybody'],
  showSetupLink: ['POST /api/v1/setup/show', 'anybody'],
  openSetupLinkByAddress: ['POST /api/v1/setup/{token}', 'anybody'],
  signIn: ['POST /api/v1/session', 'anybody'],
  showSession: ['GET /api/v1/session', 'signed-in user'],
  showSignInCode: ['GET /api/v1/session/code', 'signed-in user'],
  signOut: ['DELETE /api/v1/session', 'signed-in user'],
  changePassword: ['POST /api/v1/session/password', 'signed-in user'],
  issueUserToken: ['POST /api/v1/session/user-token', 'signed-in user'],
  listSessions: ['GET /api/v1/session/sessions', 'signed-in user'],
  endSession: ['DELETE /api/v1/session/sessions/{session}', 'signed-in user'],
};
