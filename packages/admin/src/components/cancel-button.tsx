import { useText } from '../text/use-text.tsx';
import { Button } from './button.tsx';

interface CancelButtonProps {
  readonly onPress: () => void;
  /** Where what the dialog asks for cannot be undone. */
  readonly autoFocus?: boolean;
}

/** Leaves a dialog as if it had not been opened. */
export function CancelButton({ onPress, autoFocus = false }: CancelButtonProps) {
  const t = useText();
  return (
    <Button variant="quiet" onPress={onPress} autoFocus={autoFocus}>
      {t('common.cancel')}
    </Button>
  );
}
