import type { ShownSetupLink } from '../../api/api-types.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';

/** To which account a link leads, for whom it is, and how long it is good: before anything is done with it. */
export function LinkFacts({ account, email, expiresAt }: ShownSetupLink) {
  const t = useText();
  const { minute } = useFormat();
  const facts = [
    [t('setup.toAccount'), account],
    [t('signIn.email'), email],
    [t('setup.validUntil'), minute(expiresAt)],
  ] as const;
  return (
    <dl className="outside-facts">
      {facts.map(
        ([name, value]) =>
          value !== null && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
