import { type FormEvent, useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { FormDialog } from '../../components/form-dialog.tsx';
import { TextField } from '../../components/text-field.tsx';
import type { AuditSearch } from '../../router/audit-search.ts';
import { useText } from '../../text/use-text.tsx';

interface DaysDialogProps {
  readonly search: AuditSearch;
  readonly onClose: () => void;
  readonly onChosen: (days: Pick<AuditSearch, 'from' | 'to'>) => void;
}

/** Asks for a first and a last day; either may stay open. */
export function DaysDialog({ search, onClose, onChosen }: DaysDialogProps) {
  const t = useText();
  const form = useId();
  const [from, setFrom] = useState(search.from ?? '');
  const [to, setTo] = useState(search.to ?? '');
  const isWrong = from !== '' && to !== '' && to < from;
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isWrong) onChosen({ from: from === '' ? undefined : from, to: to === '' ? undefined : to });
  };
  return (
    <FormDialog
      isUnsaved={from !== (search.from ?? '') || to !== (search.to ?? '')}
      title={t('audit.custom')}
      onClose={onClose}
      footer={
        <Button variant="primary" type="submit" form={form}>
          {t('audit.show')}
        </Button>
      }
    >
      <form id={form} className="audit-days" onSubmit={onSubmit}>
        <TextField label={t('audit.firstDay')} type="date" value={from} onChange={setFrom} autoFocus />
        <TextField
          label={t('audit.lastDay')}
          type="date"
          value={to}
          onChange={setTo}
          error={isWrong ? t('audit.wrongDays') : undefined}
        />
      </form>
    </FormDialog>
  );
}
