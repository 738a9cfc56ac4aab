import { TextField } from '../components/text-field.tsx';
import { useText } from '../text/use-text.tsx';

/** For a code that lets the right password in although somebody else has tried many wrong ones. */
export function SignInCodeField({ isRefused }: { readonly isRefused: boolean }) {
  const t = useText();
  return (
    <TextField
      label={t('code.field')}
      hint={t('code.fieldHint')}
      name="code"
      autoComplete="off"
      maxLength={40}
      isCode
      error={isRefused ? t('code.refused') : undefined}
    />
  );
}
