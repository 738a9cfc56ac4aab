import { Link } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { useAccount } from '../../frame/use-account.ts';
import { useText } from '../../text/use-text.tsx';

export function BackToRoles() {
  const t = useText();
  const { name: account } = useAccount();
  return (
    <Link to="/$account/roles" params={{ account }} search={{}} className="back-link">
      <ChevronLeft size={16} aria-hidden />
      {t('roles.title')}
    </Link>
  );
}
