import { KeyRound, ShieldCheck } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { CreatedKey } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { Button } from '../../components/button.tsx';
import { CancelButton } from '../../components/cancel-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { FormSheet } from '../../components/form-dialog.tsx';
import { FailureNotice, Notice } from '../../components/notice.tsx';
import { useShownOnce } from '../../components/shown-once.tsx';
import { TextField } from '../../components/text-field.tsx';
import { RolesField, roleViewers } from '../../frame/roles-field.tsx';
import { useAddedTemplates, useTemplateRoles } from '../../frame/template-roles.ts';
import { useAccount } from '../../frame/use-account.ts';
import { useText } from '../../text/use-text.tsx';
import { DeliveredSecret } from './delivered-secret.tsx';
import { type Delivery, DeliveryChoice } from './delivery-choice.tsx';
import { NewKeyReview } from './new-key-review.tsx';
import { useKeyChange } from './use-key-change.ts';
import { useReadableRoles } from './use-readable.ts';

const nameLimit = 100;
const formId = 'generate-key';

interface GenerateKeyProps {
  readonly onClose: () => void;
  /** Where focus goes afterwards. */
  readonly returnFocus: () => HTMLElement | null;
}

/** Name, roles and delivery; then what the key will be able to do; then the token, once. */
export function GenerateKey({ onClose, returnFocus }: GenerateKeyProps) {
  const t = useText();
  const mayChoose = useAccount().holds(...roleViewers);
  const roles = useReadableRoles();
  const templates = useTemplateRoles();
  const addTemplates = useAddedTemplates();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [delivery, setDelivery] = useState<Delivery>('token');
  const [isReview, setReview] = useState(false);
  const [created, setCreated] = useState<CreatedKey | null>(null);
  // For this key, however often its making has to be sent.
  const [idempotencyKey] = useState(newIdempotencyKey);
  const generate = useKeyChange(
    async (inAccount, wanted: { label: string; roles: readonly number[]; delivery: Delivery }) => {
      const path = { account: inAccount };
      const body = { ...wanted, roles: await addTemplates(wanted.roles) };
      setCreated(await call('POST /api/v1/accounts/{account}/keys', { path, body }, { idempotencyKey }));
    },
  );
  const shown = useShownOnce(created !== null);
  // React Aria's `autoFocus` waits for the focus that Enter in a field leaves behind, and that is gone with the field.
  const confirm = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isReview) confirm.current?.focus();
  }, [isReview]);
  const close = () => {
    if (!shown.ask()) onClose();
  };

  if (created !== null) {
    return (
      <Dialog
        key="created"
        title={t('keys.generatedTitle')}
        subject={name}
        icon={ShieldCheck}
        tone="good"
        onClose={close}
        returnFocus={returnFocus}
        footer={<Button onPress={close}>{t('keys.closeSecret')}</Button>}
      >
        <DeliveredSecret created={created} isAsking={shown.isAsking} onCopied={shown.onCopied} />
        {chosen.length === 0 && <Notice tone="info">{t('keys.hasNoRole')}</Notice>}
      </Dialog>
    );
  }
  const chosenRoles = [...(roles ?? []), ...templates].filter((role) => chosen.includes(role.id));
  return (
    <FormSheet
      isUnsaved={name !== '' || chosen.length > 0}
      key="form"
      title={t(isReview ? 'keys.reviewTitle' : 'keys.generateTitle')}
      subject={isReview ? name : undefined}
      icon={KeyRound}
      onClose={onClose}
      returnFocus={returnFocus}
      footer={
        isReview ? (
          <>
            <Button variant="quiet" onPress={() => setReview(false)}>
              {t('common.back')}
            </Button>
            <Button
              ref={confirm}
              variant="primary"
              isPending={generate.isRunning}
              onPress={() => void generate.run({ label: name.trim(), roles: chosen, delivery })}
            >
              {t('keys.generateConfirm')}
            </Button>
          </>
        ) : (
          <>
            <CancelButton onPress={onClose} />
            <Button variant="primary" type="submit" form={formId} isDisabled={mayChoose && roles === undefined}>
              {t('common.continue')}
            </Button>
          </>
        )
      }
    >
      {isReview ? (
        <>
          <NewKeyReview roles={chosenRoles} delivery={delivery} />
          <FailureNotice failure={generate.failure} />
        </>
      ) : (
        <form
          id={formId}
          className="sheet-form"
          onSubmit={(event) => {
            event.preventDefault();
            generate.forget();
            setReview(true);
          }}
        >
          <TextField
            label={t('keys.name')}
            hint={t('keys.nameHint')}
            value={name}
            onChange={setName}
            maxLength={nameLimit}
            isRequired
            autoFocus
            validate={(value) => (value.trim() === '' ? t('keys.nameMissing') : null)}
          />
          {mayChoose && <Notice tone="bad">{t('keys.rolesWarning')}</Notice>}
          <RolesField chosen={chosen} onChange={setChosen} offersMore />
          <DeliveryChoice value={delivery} onChange={setDelivery} />
        </form>
      )}
    </FormSheet>
  );
}
