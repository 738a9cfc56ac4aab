import { RadioGroup } from '../../components/radio-group.tsx';
import { useText } from '../../text/use-text.tsx';

export type Delivery = 'token' | 'link';

interface DeliveryChoiceProps {
  readonly value: Delivery;
  readonly onChange: (delivery: Delivery) => void;
}

/** How a new token reaches whoever is going to use it. */
export function DeliveryChoice({ value, onChange }: DeliveryChoiceProps) {
  const t = useText();
  return (
    <RadioGroup
      label={t('keys.delivery')}
      value={value}
      onChange={onChange}
      choices={[
        { value: 'token', text: t('keys.deliverToken'), hint: t('keys.deliverTokenHint') },
        { value: 'link', text: t('keys.deliverLink'), hint: t('keys.deliverLinkHint') },
      ]}
    />
  );
}
