import { useNavigate } from '@tanstack/react-router';
import { Menu as MenuIcon } from 'lucide-react';
import { useRef, useState } from 'react';
import { IconButton } from '../components/button.tsx';
import { Menu } from '../components/menu.tsx';
import { useText } from '../text/use-text.tsx';
import { destinations } from './navigation.ts';

/** The way to every page where there is no room to show it. */
export function PhoneNavigation({ account }: { readonly account: string }) {
  const t = useText();
  const navigate = useNavigate();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const entries = destinations.map(({ to, title, icon }) => ({
    id: to,
    text: t(title),
    icon,
    onAction: () => void navigate({ to, params: { account }, search: {} }),
  }));
  return (
    <div className="frame-phone-navigation">
      <IconButton
        ref={button}
        icon={MenuIcon}
        label={t('frame.navigation')}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPress={() => setOpen(true)}
      />
      <Menu
        label={t('frame.navigation')}
        groups={[entries]}
        trigger={isOpen ? button.current : null}
        onClose={() => setOpen(false)}
      />
    </div>
  );
}
