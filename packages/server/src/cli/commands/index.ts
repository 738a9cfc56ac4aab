import type { Command } from '../command.ts';
import { accountActivate } from './account-activate.ts';
import { accountCreate } from './account-create.ts';
import { accountDeactivate } from './account-deactivate.ts';
import { accountList } from './account-list.ts';
import { auditExport } from './audit-export.ts';
import { auditList } from './audit-list.ts';
import { auditVerify } from './audit-verify.ts';
import { backup } from './backup.ts';
import { catalogImport } from './catalog-import.ts';
import { completionOf } from './completion.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { edge } from './edge.ts';
import { exportCommand } from './export.ts';
import { externalKeyAdd } from './external-key-add.ts';
import { externalKeyChange } from './external-key-change.ts';
import { externalKeyList } from './external-key-list.ts';
import { externalKeyRemove } from './external-key-remove.ts';
import { externalKeyShow } from './external-key-show.ts';
import { importVtex } from './import-vtex.ts';
import { keyActivate } from './key-activate.ts';
import { keyChange } from './key-change.ts';
import { keyCreate } from './key-create.ts';
import { keyDeactivate } from './key-deactivate.ts';
import { keyDecline } from './key-decline.ts';
import { keyDelete } from './key-delete.ts';
import { keyFinishRenewal } from './key-finish-renewal.ts';
import { keyImport } from './key-import.ts';
import { keyList } from './key-list.ts';
import { keyRenew } from './key-renew.ts';
import { keyShow } from './key-show.ts';
import { keyUndoRenewal } from './key-undo-renewal.ts';
import { migrate } from './migrate.ts';
import { nodeCreate } from './node-create.ts';
import { nodeList } from './node-list.ts';
import { nodeRevoke } from './node-revoke.ts';
import { restore } from './restore.ts';
import { reveal } from './reveal.ts';
import { roleChange } from './role-change.ts';
import { roleCreate } from './role-create.ts';
import { roleDelete } from './role-delete.ts';
import { roleList } from './role-list.ts';
import { roleTemplates } from './role-templates.ts';
import { routesImport } from './routes-import.ts';
import { serve } from './serve.ts';
import { settingsSet } from './settings-set.ts';
import { settingsShow } from './settings-show.ts';
import { signingKeyList } from './signing-key-list.ts';
import { signingKeyRotate } from './signing-key-rotate.ts';
import { userAdd } from './user-add.ts';
import { userChange } from './user-change.ts';
import { userInvite } from './user-invite.ts';
import { userJoin } from './user-join.ts';
import { userList } from './user-list.ts';
import { userPasswordLink } from './user-password-link.ts';
import { userRemove } from './user-remove.ts';
import { userSetPassword } from './user-set-password.ts';
import { userSignInCode } from './user-sign-in-code.ts';
import { verify } from './verify.ts';
import { versionCommand } from './version.ts';

/** Every command, in the order in which help names them. */
export const commands: readonly Command[] = [
  serve,
  edge,
  demo,
  accountCreate,
  accountList,
  accountActivate,
  accountDeactivate,
  keyCreate,
  keyList,
  keyShow,
  keyChange,
  keyActivate,
  keyDeactivate,
  keyRenew,
  keyFinishRenewal,
  keyUndoRenewal,
  keyDelete,
  keyImport,
  importVtex,
  keyDecline,
  externalKeyAdd,
  externalKeyList,
  externalKeyShow,
  externalKeyChange,
  externalKeyRemove,
  exportCommand,
  settingsShow,
  settingsSet,
  reveal,
  roleList,
  roleTemplates,
  roleCreate,
  roleChange,
  roleDelete,
  userList,
  userAdd,
  userChange,
  userRemove,
  userInvite,
  userPasswordLink,
  userSetPassword,
  userSignInCode,
  userJoin,
  catalogImport,
  routesImport,
  verify,
  nodeList,
  nodeCreate,
  nodeRevoke,
  signingKeyList,
  signingKeyRotate,
  auditList,
  auditVerify,
  auditExport,
  backup,
  restore,
  migrate,
  doctor,
  completionOf(() => commands),
  versionCommand,
];
