import './own.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeySquare, Laptop } from 'lucide-react';
import { useState } from 'react';
import type { SessionInList } from '../../api/api-types.ts';
import { type Answer, call } from '../../api/call.ts';
import { ownSessionsQuery } from '../../api/own-sessions.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { ErrorState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { focusWhenDrawn, rememberRows, rowFocus } from '../../components/row-focus.ts';
import { showToast } from '../../components/show-toast.ts';
import { OwnFrame } from '../../frame/own-frame.tsx';
import { PageMessages } from '../../text/page-messages.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { deviceText } from './device-text.ts';
import { EndOthersDialog } from './end-others-dialog.tsx';
import { SignInCodeDialog } from './sign-in-code-dialog.tsx';

/** Where somebody is signed in, and the end of it; and a code to sign in elsewhere, while that is made hard. */
export function SessionsPage() {
  return (
    <PageMessages page="code">
      <Sessions />
    </PageMessages>
  );
}

function Sessions() {
  const t = useText();
  const queryClient = useQueryClient();
  const sessions = useQuery(ownSessionsQuery);
  const [isAsking, setAsking] = useState(false);
  const end = useAction(async (id: string) => {
    rememberRows();
    await call('DELETE /api/v1/session/sessions/{session}', { path: { session: id } });
    await queryClient.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
    showToast(t('own.ended'));
    focusWhenDrawn(() => rowFocus(id, '.cell-end button'));
  });
  const [code, setCode] = useState<Answer<'GET /api/v1/session/code'> | null>(null);
  const showCode = useAction(async () => setCode(await call('GET /api/v1/session/code', {})));
  const columns = useSessionColumns((id) => void end.run(id));
  const others = sessions.data?.filter(({ isCurrent }) => !isCurrent) ?? [];
  return (
    <OwnFrame>
      <PageHeader
        title={t('own.sessions')}
        hint={t('own.sessionsHint')}
        actions={
          <>
            <Button icon={KeySquare} isPending={showCode.isRunning} onPress={() => void showCode.run()}>
              {t('code.show')}
            </Button>
            <Button
              onPress={() => setAsking(true)}
              disabledReason={sessions.isSuccess && others.length === 0 ? t('own.noOthers') : undefined}
            >
              {t('own.endOthers')}
            </Button>
          </>
        }
      />
      <FailureNotice failure={end.failure ?? showCode.failure} />
      {sessions.isError && sessions.data === undefined ? (
        <ErrorState failure={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : (
        <DataTable label={t('own.sessions')} columns={columns} rows={sessions.data} rowId={({ id }) => id} />
      )}
      {code !== null && <SignInCodeDialog code={code} onClose={() => setCode(null)} />}
      {isAsking && <EndOthersDialog others={others} onClose={() => setAsking(false)} />}
    </OwnFrame>
  );
}

function useSessionColumns(onEnd: (id: string) => void): readonly Column<SessionInList>[] {
  const t = useText();
  const { date } = useFormat();
  return [
    { id: 'device', title: t('own.device'), onCard: 'head', cell: (session) => <Device session={session} /> },
    { id: 'address', title: t('own.address'), width: '180px', cell: ({ address }) => address ?? '–' },
    { id: 'created', title: t('own.signedIn'), width: '160px', cell: ({ createdAt }) => date(createdAt) },
    {
      id: 'used',
      title: t('keys.lastUsed'),
      width: '140px',
      cell: ({ lastSeenAt }) => <RelativeTime time={lastSeenAt} />,
    },
    {
      id: 'end',
      title: t('own.end'),
      isTitleHidden: true,
      onCard: 'plain',
      width: '180px',
      cell: ({ id, isCurrent, userAgent }) =>
        !isCurrent && (
          <Button onPress={() => onEnd(id)}>
            {t('own.end')}
            <span className="visually-hidden"> {deviceText(t, userAgent)}</span>
          </Button>
        ),
    },
  ];
}

function Device({ session: { userAgent, isCurrent, userTokenExpiresAt } }: { readonly session: SessionInList }) {
  const t = useText();
  const { exactTime } = useFormat();
  return (
    <div className="own-device">
      <Laptop size={20} aria-hidden />
      <div>
        <strong>{deviceText(t, userAgent)}</strong> {isCurrent && <Chip tone="good">{t('own.current')}</Chip>}
        {userTokenExpiresAt !== null && (
          <p className="muted">{t('own.userToken', { time: exactTime(userTokenExpiresAt) })}</p>
        )}
      </div>
    </div>
  );
}
