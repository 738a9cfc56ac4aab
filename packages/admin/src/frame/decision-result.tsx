import { Link } from '@tanstack/react-router';
import { Check, CircleCheck, CircleX, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { TriedDecision } from '../api/decisions.ts';
import { Chip } from '../components/chip.tsx';
import type { MessageId } from '../text/load-messages.ts';
import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';
import { codeTexts, mistakeTexts } from './code-texts.ts';

const tokenTexts: Readonly<Record<NonNullable<TriedDecision['token']>, MessageId>> = {
  current: 'try.tokenCurrent',
  old: 'try.tokenOld',
  new: 'try.tokenNew',
};

/** Where roles had a say; before these, something else was decided that no role changes. */
const decidedByRoles: readonly TriedDecision['code'][] = ['allowed', 'no_grant', 'resource_denied'];

/** The decision, what it means and what to do, and what each role of the key adds. */
export function DecisionResult({ decision }: { readonly decision: TriedDecision }) {
  const t = useText();
  const { allowed, code, mistake, key, token, requiredResources, sufficientRoles } = decision;
  const isByRoles = decidedByRoles.includes(code);
  const Icon = allowed ? CircleCheck : CircleX;
  return (
    <section className="try-result" role="status">
      <div className="try-verdict" data-allowed={allowed || undefined}>
        <Icon size={24} aria-hidden />
        <div>
          <h2>{t(allowed ? 'try.allowed' : 'try.denied')}</h2>
          <p>
            <code>{code}</code> <span className="muted">{codeTexts[code].status}</span>
          </p>
        </div>
      </div>
      <p>{t(codeTexts[code].text)}</p>
      {mistake !== null && <p>{t(mistakeTexts[mistake])}</p>}
      {key !== null && (
        <p>
          <KeyName decisionKey={key} account={decision.account} /> <span className="muted">{key.owner}</span>
          {token !== null && `, ${t(tokenTexts[token])}`}
        </p>
      )}
      {requiredResources.length > 0 && (
        <Part title={t('try.required')}>
          <ul className="chips">
            {requiredResources.map((each) => (
              <li key={each}>
                <Chip tone={each === decision.matchedResource ? 'good' : 'plain'}>{each}</Chip>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {key !== null && isByRoles && <RoleShares decision={decision} />}
      {!allowed && isByRoles && sufficientRoles.length > 0 && (
        <Part title={t('try.enough')}>
          <ul className="chips">
            {sufficientRoles.map(({ id, name }) => (
              <li key={id}>
                <Chip>
                  <RoleName account={decision.account} id={id} name={name} />
                </Chip>
              </li>
            ))}
          </ul>
        </Part>
      )}
    </section>
  );
}

/** The account's own key leads to its page, where its roles are changed. */
function KeyName(props: { readonly decisionKey: NonNullable<TriedDecision['key']>; readonly account: string }) {
  const { id, label, appKey, owner } = props.decisionKey;
  const name = <strong>{label ?? appKey}</strong>;
  if (owner !== props.account) return name;
  return (
    <Link to="/$account/keys/$key" params={{ account: owner, key: id }}>
      {name}
    </Link>
  );
}

/** Leads to what the role opens. Who tries the keys of an account may read its roles. */
function RoleName({ account, id, name }: { readonly account: string; readonly id: number; readonly name: string }) {
  return (
    <Link to="/$account/roles/$role" params={{ account, role: String(id) }} search={{}}>
      {name}
    </Link>
  );
}

function RoleShares({ decision: { account, roles, requiredResources } }: { readonly decision: TriedDecision }) {
  const t = useText();
  const { list } = useFormat();
  const asksForAny = requiredResources.length === 0;
  return (
    <Part title={t('try.roles')}>
      {roles.length === 0 && <p className="muted">{t('try.noRoles', { account })}</p>}
      <ul className="try-roles">
        {roles.map(({ id, name, holds }) => {
          const isEnough = asksForAny || holds.length > 0;
          return (
            <li key={id} data-enough={isEnough || undefined}>
              {isEnough ? <Check size={16} aria-hidden /> : <X size={16} aria-hidden />}
              <span>
                <strong>
                  <RoleName account={account} id={id} name={name} />
                </strong>{' '}
                {asksForAny
                  ? t('try.opensAny')
                  : isEnough
                    ? t('try.opens', { resources: list(holds) })
                    : t('try.opensNothing')}
              </span>
            </li>
          );
        })}
      </ul>
    </Part>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="try-part">
      <h3>{title}</h3>
      {children}
    </div>
  );
}
