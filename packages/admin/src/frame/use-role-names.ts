import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';

/** Roles in a sentence. */
export function useRoleNames(): (roles: readonly { readonly name: string }[]) => string {
  const t = useText();
  const { list } = useFormat();
  return (roles) => (roles.length === 0 ? t('keys.noRoles') : list(roles.map(({ name }) => name)));
}
