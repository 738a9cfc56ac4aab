import { Notice } from '../../components/notice.tsx';
import type { ChosenRole } from '../../frame/template-roles.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import type { Delivery } from './delivery-choice.tsx';

interface NewKeyReviewProps {
  readonly roles: readonly ChosenRole[];
  readonly delivery: Delivery;
}

/** What a key will be able to do, and how its token is handed over, before it is made. */
export function NewKeyReview({ roles, delivery }: NewKeyReviewProps) {
  const t = useText();
  const { number } = useFormat();
  const opened = new Set(roles.flatMap((role) => role.resources));
  const opensEverything = roles.some((role) => role.holdsEverything);
  return (
    <>
      <section className="review-part">
        <h3>{t('keys.reviewCan')}</h3>
        {roles.length === 0 ? (
          <p>{t('keys.reviewNothing')}</p>
        ) : (
          <>
            <p>
              {opensEverything
                ? t('rolePicker.opensEverything')
                : t('keys.reviewOpens', { count: opened.size, shown: number(opened.size), roles: roles.length })}
            </p>
            <ul className="review-roles">
              {roles.map((role) => (
                <li key={role.id}>
                  <strong>{role.name}</strong>
                  <span className="muted">
                    {role.holdsEverything
                      ? t('rolePicker.everything')
                      : t('rolePicker.opens', { count: role.resources.length, shown: number(role.resources.length) })}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
        {opensEverything && <Notice tone="warn">{t('keys.reviewEverything')}</Notice>}
      </section>
      <section className="review-part">
        <h3>{t('keys.delivery')}</h3>
        <p>{t(delivery === 'token' ? 'keys.deliverToken' : 'keys.deliverLink')}</p>
        <p className="muted">{t(delivery === 'token' ? 'keys.deliverTokenHint' : 'keys.deliverLinkHint')}</p>
      </section>
      <p className="muted">{t('keys.reviewActive')}</p>
    </>
  );
}
