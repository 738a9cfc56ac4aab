import type { NonCaller } from '../../domain/actor.ts';
import type { Link } from '../../storage/storage.ts';

/** What every event of a link says: who acted, in whose account, and to which key. */
export function eventOfLink(link: Link, actor: NonCaller) {
  return { actor, accountId: link.accountId, subject: `key:${link.keyId}`, subjectName: link.label };
}
