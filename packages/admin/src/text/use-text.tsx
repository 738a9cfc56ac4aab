import { type ReactNode, useCallback } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { MessageId } from './load-messages.ts';

/** What stands in a message's placeholders. */
type TextValues = Readonly<Record<string, string | number | Date | boolean | null | undefined>>;

export type Text = (id: MessageId, values?: TextValues) => string;

/** The texts of the language that is chosen: `t('keys.title')`. */
export function useText(): Text {
  const intl = useIntl();
  return useCallback(
    (id, values) => {
      // A text without placeholders. Given to react-intl, which has no parser here, each would end in an error of its own,
      // built and dropped: half of the time that a table takes.
      const message: unknown = intl.messages[id];
      if (typeof message === 'string') return message;
      return intl.formatMessage({ id }, values as Record<string, string>);
    },
    [intl],
  );
}

/** A message whose placeholders or tags are elements: `<RichText id="…" values={{ key: <code>…</code> }} />`. */
export function RichText({
  id,
  values,
}: {
  readonly id: MessageId;
  readonly values: Readonly<Record<string, ReactNode | ((chunks: ReactNode[]) => ReactNode)>>;
}) {
  return <FormattedMessage id={id} values={values as Record<string, ReactNode>} />;
}
