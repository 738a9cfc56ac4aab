import type { Role } from '../../api/api-types.ts';
import { useText } from '../../text/use-text.tsx';

/** Owner comes with every account, as predefined roles come from their templates. */
export function RoleKind({ kind }: { readonly kind: Role['kind'] }) {
  const t = useText();
  return t(kind === 'custom' ? 'roles.custom' : 'roles.predefined');
}
