import { currentOf } from '../api/meanwhile.ts';
import { useText } from '../text/use-text.tsx';
import { FailureNotice, Notice } from './notice.tsx';

/** What somebody else has made of a field. */
interface ChangedField {
  readonly field: string;
  readonly value: string;
}

interface ChangedMeanwhileProps {
  readonly failure: unknown;
  /** What became different, for whoever has seen it otherwise; `false` for what did not. */
  readonly changes: readonly (ChangedField | false)[];
}

/** Why something was not saved; of what somebody else has saved meanwhile, what it is now. */
export function ChangedMeanwhile({ failure, changes }: ChangedMeanwhileProps) {
  const t = useText();
  const shown = changes.filter((each) => each !== false);
  if (shown.length === 0 || (failure !== null && currentOf(failure) === undefined)) {
    return <FailureNotice failure={failure} />;
  }
  return (
    <Notice tone="warn" isAlert>
      <p>{t('failure.changedMeanwhile')}</p>
      <ul>
        {shown.map(({ field, value }) => (
          <li key={field}>
            {field}: <strong>{value}</strong>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
