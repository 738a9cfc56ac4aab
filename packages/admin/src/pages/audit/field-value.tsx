import type { ReactNode } from 'react';
import type { MessageId } from '../../text/load-messages.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { type Difference, listDifference, namedIn } from './differences.ts';
import { fieldNames } from './field-names.ts';
import { referenceIn, useReferenceName } from './references.ts';

/** The tokens of a key, as its page calls them. */
const tokenTexts: Readonly<Record<string, MessageId>> = {
  current: 'keys.tokenCurrent',
  old: 'keys.tokenOld',
  new: 'keys.tokenNew',
};

/** A value of an event as a person reads it. */
function useValueText(): (value: unknown) => string {
  const t = useText();
  const { exactTime, date, number } = useFormat();
  const fieldsText = (fields: object) =>
    Object.entries(fields)
      .map(([field, each]) => {
        const id = fieldNames[field];
        return `${id === undefined ? field : t(id)}: ${textOf(each)}`;
      })
      .join(' · ');
  const textOf = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return '–';
    if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no');
    if (typeof value === 'number') return number(value);
    if (typeof value === 'string') return isTime(value) ? exactTime(value) : value;
    if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(textOf).join(', ');
    const { role, createdAt } = value as Record<string, unknown>;
    const token = tokenTexts[String(role)];
    if (token !== undefined) return `${t(token)}, ${t('keys.since', { date: date(String(createdAt)) })}`;
    const named = namedIn(value);
    if (named === undefined) return fieldsText(value as object);
    const others = fieldsText(named.others);
    return others === '' ? named.name : `${named.name} · ${others}`;
  };
  return textOf;
}

/** Before and after of one field: in a list what went and what came, otherwise both values. */
export function FieldChange({ before, after }: Difference): ReactNode {
  if (Array.isArray(before) && Array.isArray(after)) {
    const { removed, kept, added } = listDifference(before, after);
    return (
      <ul className="event-items">
        <Items values={removed} sign="−" />
        <Items values={added} sign="+" />
        <Items values={kept} />
      </ul>
    );
  }
  const isNew = before === undefined;
  if (isNew || after === undefined) {
    const value = isNew ? after : before;
    if (!Array.isArray(value) || value.length === 0) return <Value value={value} />;
    return (
      <ul className="event-items">
        <Items values={value} />
      </ul>
    );
  }
  return (
    <ul className="event-items">
      <Items values={[before]} sign="−" />
      <Items values={[after]} sign="+" />
    </ul>
  );
}

type Sign = '−' | '+' | undefined;

function Items({ values, sign }: { readonly values: readonly unknown[]; readonly sign?: Sign }) {
  return values.map((value) => (
    <li key={`${sign}${JSON.stringify(value)}`} className="event-item" data-sign={sign}>
      <Value value={value} sign={sign} />
    </li>
  ));
}

/** What a key, role or user is called, and its id, which scripts know it by, in small; of anything else the value. */
function Value({ value, sign }: { readonly value: unknown; readonly sign?: Sign }) {
  const textOf = useValueText();
  const reference = typeof value === 'string' ? referenceIn(value) : undefined;
  const known = useReferenceName(reference);
  const named = namedIn(value);
  const id = named === undefined ? (known === undefined ? undefined : String(value)) : `id:${named.id}`;
  const text = known ?? textOf(value);
  return (
    <>
      {sign === undefined && text}
      {sign === '−' && <del>− {text}</del>}
      {sign === '+' && <ins>+ {text}</ins>}
      {id !== undefined && <code className="muted event-id"> {id}</code>}
    </>
  );
}

function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[.\d]*Z$/.test(text);
}
