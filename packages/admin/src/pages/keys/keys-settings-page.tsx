import './keys-settings.css';
import { useQuery } from '@tanstack/react-query';
import { settingsQuery } from '../../api/settings.ts';
import { ErrorState, NoPermission } from '../../components/empty-state.tsx';
import { useAccount } from '../../frame/use-account.ts';
import { KeysFrame } from './keys-frame.tsx';
import { KeysSettingsForm } from './keys-settings-form.tsx';

/** What opens the settings: any one of them. */
const viewers = ['ViewApiKeys', 'EditApiKeysSettings'];

/** How long a token is good, for all keys of the account. */
export function KeysSettingsPage() {
  const account = useAccount();
  return <KeysFrame>{account.holds(...viewers) ? <KeysSettings /> : <NoPermission resources={viewers} />}</KeysFrame>;
}

function KeysSettings() {
  const { name: account } = useAccount();
  const { data, error, refetch } = useQuery(settingsQuery(account));
  if (data !== undefined) return <KeysSettingsForm settings={data} />;
  if (error !== null) return <ErrorState failure={error} onRetry={() => void refetch()} />;
  return <div className="settings settings-skeleton" aria-busy />;
}
