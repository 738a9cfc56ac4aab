import { useQueryClient } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import type { SessionInList } from '../../api/api-types.ts';
import { CallFailure, call } from '../../api/call.ts';
import { ownSessionsQuery } from '../../api/own-sessions.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { showToast } from '../../components/show-toast.ts';
import { useText } from '../../text/use-text.tsx';

interface EndOthersDialogProps {
  readonly others: readonly SessionInList[];
  readonly onClose: () => void;
}

/** Asks before every session but this one ends. */
export function EndOthersDialog({ others, onClose }: EndOthersDialogProps) {
  const t = useText();
  const queryClient = useQueryClient();
  const end = useAction(async () => {
    for (const { id } of others) await endSession(id);
    await queryClient.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
    showToast(t('own.othersEnded'));
    onClose();
  });
  return (
    <Dialog
      title={t('own.endOthersQuestion')}
      icon={LogOut}
      tone="warn"
      isAlert
      onClose={onClose}
      footer={
        <>
          <CancelButton onPress={onClose} />
          <Button variant="danger" autoFocus isPending={end.isRunning} onPress={() => void end.run()}>
            {t('own.endOthers')}
          </Button>
        </>
      }
    >
      <FailureNotice failure={end.failure} />
      <p>{t('own.endOthersEffect', { count: others.length })}</p>
    </Dialog>
  );
}

/** One that is over already is as good as ended. */
async function endSession(id: string): Promise<void> {
  try {
    await call('DELETE /api/v1/session/sessions/{session}', { path: { session: id } });
  } catch (error) {
    if (!(error instanceof CallFailure && error.code === 'not_found')) throw error;
  }
}
