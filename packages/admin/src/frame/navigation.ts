import { FlaskConical, History, KeyRound, ShieldCheck, Users } from 'lucide-react';
import type { Icon } from '../components/button.tsx';
import type { MessageId } from '../text/load-messages.ts';

/** A page that the frame leads to. */
interface Destination {
  readonly to: '/$account/keys' | '/$account/roles' | '/$account/users' | '/$account/audit' | '/$account/try';
  readonly title: MessageId;
  readonly icon: Icon;
}

/** In the order in which they are shown. */
export const destinations: readonly Destination[] = [
  { to: '/$account/keys', title: 'keys.title', icon: KeyRound },
  { to: '/$account/roles', title: 'roles.title', icon: ShieldCheck },
  { to: '/$account/users', title: 'users.title', icon: Users },
  { to: '/$account/audit', title: 'audit.title', icon: History },
  { to: '/$account/try', title: 'try.title', icon: FlaskConical },
];
