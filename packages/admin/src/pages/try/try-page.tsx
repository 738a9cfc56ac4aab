import './try.css';
import { useSuspenseQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { type FormEvent, useEffect, useState } from 'react';
import { CallFailure } from '../../api/call.ts';
import { type TriedDecision, tryPair } from '../../api/decisions.ts';
import { sessionQuery } from '../../api/session.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/checkbox.tsx';
import { EmptyState, NoPermission } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { DecisionResult } from '../../frame/decision-result.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { PageMessages } from '../../text/page-messages.tsx';
import { useText } from '../../text/use-text.tsx';
import { CodeList } from './code-list.tsx';
import { emptyQuestion, type Question, requirementOf } from './question.ts';
import { QuestionFields } from './question-fields.tsx';

const viewers = ['ViewApiKeys'];

/** What a key may do in an account, and why. */
export function TryPage() {
  return (
    <PageMessages page="try">
      <Trying />
    </PageMessages>
  );
}

function Trying() {
  const t = useText();
  const account = useAccount();
  return (
    <>
      <PageHeader title={t('try.title')} hint={t('try.hint')} />
      {account.holds(...viewers) ? <TryForm /> : <NoPermission resources={viewers} />}
    </>
  );
}

/** Key and token are in the state of this form and nowhere else: in no address, storage, cache or form history. */
function TryForm() {
  const t = useText();
  const [account, setAccount] = useState(useAccount().name);
  const [pair, setPair] = useState(noPair);
  const [isShown, setShown] = useState(false);
  const [question, setQuestion] = useState(emptyQuestion);
  const [decision, setDecision] = useState<TriedDecision | null>(null);
  const attempt = useAction(async () => {
    const { appKey, appToken } = pair;
    const body = { appKey: appKey.trim(), appToken: appToken.trim(), ...requirementOf(question) };
    setDecision(await tryPair(account, body));
  });
  const accounts = useAccountChoices();

  /** A decision about something else than what the form says would mislead. */
  const forget = () => {
    setDecision(null);
    attempt.forget();
  };
  useForgottenPair(() => setPair(noPair));
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    forget();
    void attempt.run();
  };
  const isUnknownApi = attempt.failure instanceof CallFailure && attempt.failure.field === 'api';
  const needsResource = question.kind === 'resources' && question.resources.length === 0;
  return (
    <div className="try">
      <form className="try-form" onSubmit={onSubmit} autoComplete="off">
        <TextField
          label={t('try.key')}
          value={pair.appKey}
          onChange={(appKey) => {
            forget();
            setPair({ ...pair, appKey });
          }}
          autoComplete="off"
          isCode
          isRequired
        />
        <TextField
          label={t('try.token')}
          value={pair.appToken}
          onChange={(appToken) => {
            forget();
            setPair({ ...pair, appToken });
          }}
          autoComplete="off"
          isCode
          isMasked={!isShown}
          isRequired
        />
        <Checkbox isSelected={isShown} onChange={setShown}>
          {t('try.showToken')}
        </Checkbox>
        {accounts.length > 1 && (
          <Select
            label={t('try.account')}
            choices={accounts}
            value={account}
            onChange={(name) => {
              forget();
              setAccount(name);
            }}
          />
        )}
        <QuestionFields
          account={account}
          question={question}
          onChange={(changed: Partial<Question>) => {
            forget();
            setQuestion({ ...question, ...changed });
          }}
          apiError={isUnknownApi ? t('try.unknownApi') : undefined}
        />
        {!isUnknownApi && <FailureNotice failure={attempt.failure} />}
        <Button
          variant="primary"
          type="submit"
          isPending={attempt.isRunning}
          disabledReason={needsResource ? t('try.needResource') : undefined}
        >
          {t('try.submit')}
        </Button>
      </form>
      <div className="try-answer">
        {decision === null ? (
          <EmptyState icon={FlaskConical} title={t('try.nothing')}>
            {t('try.nothingHint')}
          </EmptyState>
        ) : (
          <DecisionResult decision={decision} />
        )}
        <CodeList />
      </div>
    </div>
  );
}

const noPair = { appKey: '', appToken: '' };

/** The accounts whose keys the user may see. */
function useAccountChoices() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  return session.accounts
    .filter(({ holdsEverything, resources }) => holdsEverything || viewers.some((each) => resources.includes(each)))
    .map(({ name }) => ({ id: name, text: name }));
}

/** A page that the browser keeps for its back button keeps no token. */
function useForgottenPair(forget: () => void): void {
  useEffect(() => {
    addEventListener('pagehide', forget);
    return () => removeEventListener('pagehide', forget);
  });
}
