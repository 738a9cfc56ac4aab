import { useNavigate } from '@tanstack/react-router';
import { ChevronsUpDown } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { AccountRights } from '../api/session.ts';
import { Menu } from '../components/menu.tsx';
import { useText } from '../text/use-text.tsx';

interface AccountSwitcherProps {
  readonly current: string;
  readonly accounts: readonly AccountRights[];
}

/** Which account this is; for somebody with several, the way to another. */
export function AccountSwitcher({ current, accounts }: AccountSwitcherProps) {
  const t = useText();
  const navigate = useNavigate();
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  if (accounts.length === 1) return <span className="account-name">{current}</span>;
  const entries = accounts.map(({ name, isActive }) => ({
    id: name,
    text: isActive ? name : t('frame.inactiveAccount', { account: name }),
    isChosen: name === current,
    onAction: () => void navigate({ to: '/$account/keys', params: { account: name }, search: {} }),
  }));
  return (
    <>
      <Button
        ref={button}
        className="account-name account-switch"
        aria-label={t('frame.switchAccount', { account: current })}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPress={() => setOpen(true)}
      >
        <span className="account-name-text">{current}</span>
        <ChevronsUpDown size={14} aria-hidden />
      </Button>
      <Menu
        label={t('frame.accounts')}
        groups={[entries]}
        trigger={isOpen ? button.current : null}
        onClose={() => setOpen(false)}
      />
    </>
  );
}
