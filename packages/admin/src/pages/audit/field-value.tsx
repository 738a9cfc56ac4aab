import type { ReactNode } from 'react';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { type Difference, listDifference } from './differences.ts';

/** A value of an event as a person reads it. */
function useValueText(): (value: unknown) => string {
  const t = useText();
  const { exactTime, number } = useFormat();
  const textOf = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return '–';
    if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no');
    if (typeof value === 'number') return number(value);
    if (typeof value === 'string') return isTime(value) ? exactTime(value) : value;
    if (Array.isArray(value)) return value.map(textOf).join(', ');
    const { id, name, ...others } = value as Record<string, unknown>;
    // Roles and the like are known by their names.
    if (typeof name === 'string' && Object.keys(others).length === 0) return name;
    return Object.entries(value)
      .map(([field, each]) => `${field}: ${textOf(each)}`)
      .join(' · ');
  };
  return textOf;
}

/** Before and after of one field: in a list what went and what came, otherwise both values. */
export function FieldChange({ before, after }: Difference): ReactNode {
  const textOf = useValueText();
  if (Array.isArray(before) && Array.isArray(after)) {
    const { removed, kept, added } = listDifference(before, after);
    return (
      <ul className="event-items">
        <Items items={removed.map(textOf)} sign="−" />
        <Items items={added.map(textOf)} sign="+" />
        <Items items={kept.map(textOf)} />
      </ul>
    );
  }
  const isNew = before === undefined;
  if (isNew || after === undefined) {
    const value = isNew ? after : before;
    if (!Array.isArray(value)) return textOf(value);
    return (
      <ul className="event-items">
        <Items items={value.map(textOf)} />
      </ul>
    );
  }
  return (
    <ul className="event-items">
      <Items items={[textOf(before)]} sign="−" />
      <Items items={[textOf(after)]} sign="+" />
    </ul>
  );
}

function Items({ items, sign }: { readonly items: readonly string[]; readonly sign?: '−' | '+' }) {
  return items.map((text) => (
    <li key={`${sign}${text}`} className="event-item" data-sign={sign}>
      {sign === undefined && text}
      {sign === '−' && <del>− {text}</del>}
      {sign === '+' && <ins>+ {text}</ins>}
    </li>
  ));
}

function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[.\d]*Z$/.test(text);
}
