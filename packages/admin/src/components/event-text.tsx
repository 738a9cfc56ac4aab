import { type ReactNode, useCallback } from 'react';
import type { AuditEvent } from '../api/api-types.ts';
import type { MessageId } from '../text/load-messages.ts';
import { RichText, type Text, useText } from '../text/use-text.tsx';
import { actionTexts } from './action-texts.ts';

/** Whoever acted, as a person would say it: of what happened in no account it is whom the event is about. */
function whoText(t: Text, { actor, account, action, after }: AuditEvent): string {
  if (actor !== null) return actorText(t, actor);
  // What happened in another account: who acted there is that account's affair.
  if (account !== null) return t('audit.accountActor', { account });
  // Who tries a password is not known, only whose it is.
  return (action === 'sign_in.failed' ? undefined : textIn(after, 'email')) ?? t('audit.somebody');
}

/** An actor as a person would say it. */
export function actorText(t: Text, actor: string): string {
  if (actor === 'operator') return t('audit.operator');
  if (actor === 'anonymous') return t('audit.somebody');
  if (actor === 'system') return 'Chaveiro';
  const name = actor.slice(actor.indexOf(':') + 1);
  return actor.startsWith('key:') ? t('audit.keyActor', { key: name }) : name;
}

/** The same where the words of the audit log are around it. */
export function ActorName({ actor }: { readonly actor: string }): ReactNode {
  return actorText(useText(), actor);
}

const namingFields = ['label', 'name', 'email', 'appKey'];

/** What it was done to, as people called it; its id where it had no name. */
export function subjectText(t: Text, { subject, subjectName, before, after }: AuditEvent): string {
  if (subjectName !== null) return subjectName;
  for (const state of [after, before]) {
    const name = namingFields.map((field) => textIn(state, field)).find((each) => each !== undefined);
    if (name !== undefined) return name;
  }
  const id = subject.slice(subject.indexOf(':') + 1);
  return id === 'unknown' || id === 'many' ? t('audit.unknown') : id;
}

/** Where it came from, as far as the reader may know. */
export function addressOf({ source, after }: AuditEvent): string | undefined {
  return source === null ? textIn(after, 'address') : source.address;
}

function textIn(state: unknown, field: string): string | undefined {
  const value = typeof state === 'object' && state !== null ? (state as Record<string, unknown>)[field] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** An event as a sentence, for titles and labels. */
export function useEventText(): (event: AuditEvent) => string {
  const t = useText();
  return useCallback(
    (event) => {
      const values = { actor: whoText(t, event), subject: subjectText(t, event) };
      const id = sentenceOf(event);
      return id === undefined ? `${values.actor}: ${event.action}` : t(id, values);
    },
    [t],
  );
}

/** An event as a sentence in which the names stand out. */
export function EventSentence({ event }: { readonly event: AuditEvent }): ReactNode {
  const t = useText();
  const actor = <strong>{whoText(t, event)}</strong>;
  const subject = <strong>{subjectText(t, event)}</strong>;
  const id = sentenceOf(event);
  if (id !== undefined) return <RichText id={id} values={{ actor, subject }} />;
  return (
    <>
      {actor}: <code>{event.action}</code>
    </>
  );
}

/** What an action says without who and to what: "Generated the key". */
export function actionName(t: Text, id: MessageId): string {
  const text = t(id, { actor: '', subject: '' }).trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `undefined` for an action of a newer server than these pages. */
function sentenceOf({ action }: AuditEvent): MessageId | undefined {
  return actionTexts[action];
}
