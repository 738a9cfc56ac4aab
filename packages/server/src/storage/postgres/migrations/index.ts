import type { Migration } from '../../queries/migrate.ts';
import { initial } from './0001-initial.ts';
import { renewal } from './0002-renewal.ts';
import { links } from './0003-links.ts';
import { externalKeys } from './0004-external-keys.ts';
import { usage } from './0005-usage.ts';
import { people } from './0006-people.ts';
import { auditLists } from './0007-audit-lists.ts';
import { auditSubjects } from './0008-audit-subjects.ts';
import { userTokens } from './0009-user-tokens.ts';
import { textKeys } from './0010-text-keys.ts';
import { jobLeases } from './0011-job-leases.ts';

/** In the order in which they are applied; a released one is never edited. */
export const migrations: readonly Migration[] = [
  initial,
  renewal,
  links,
  externalKeys,
  usage,
  people,
  auditLists,
  auditSubjects,
  userTokens,
  textKeys,
  jobLeases,
];
