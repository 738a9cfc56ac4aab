import {
  Archive,
  Building2,
  FileKey2,
  History,
  KeyRound,
  LibraryBig,
  Link2,
  LogIn,
  type LucideIcon,
  RefreshCw,
  Settings2,
  ShieldCheck,
  TriangleAlert,
  UserRound,
} from 'lucide-react';
import { ToneIcon } from '../../components/tone-icon.tsx';

/** By what an action is about: the noun before its dot. */
const icons: Readonly<Record<string, LucideIcon>> = {
  account: Building2,
  audit: History,
  backup: Archive,
  catalog: LibraryBig,
  external_key: FileKey2,
  key: KeyRound,
  keys: KeyRound,
  link: Link2,
  renewal: RefreshCw,
  role: ShieldCheck,
  session: LogIn,
  settings: Settings2,
  setup_link: Link2,
  user: UserRound,
};

const failed = /[.](failed|refused|not_found)$/;
const ended = /[.](deleted|removed|deactivated|declined|erased)$/;
const begun = /[.](created|added|activated|joined)$/;

/** What kind of event it is, at a glance; the sentence beside it says the same. */
export function EventIcon({ action }: { readonly action: string }) {
  const isFailed = failed.test(action);
  const Icon = isFailed ? TriangleAlert : (icons[action.split('.')[0] ?? ''] ?? History);
  const tone = isFailed ? 'warn' : ended.test(action) ? 'bad' : begun.test(action) ? 'good' : 'plain';
  return <ToneIcon icon={Icon} tone={tone} isSmall />;
}
