import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { Session } from '../api/api-types.ts';
import { call } from '../api/call.ts';
import { useAction } from '../api/use-action.ts';
import { Menu, type MenuGroup } from '../components/menu.tsx';
import { useLanguage } from '../preferences/language-provider.tsx';
import { storedTheme, storeTheme, type Theme, themes } from '../preferences/preferences.ts';
import { languageNames, languages } from '../text/languages.ts';
import type { MessageId } from '../text/load-messages.ts';
import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';
import { isSomethingUnsaved } from './session-end.ts';

/** Read when somebody is asked: few are. */
const LeaveDialog = lazy(async () => ({ default: (await import('../components/leave-dialog.tsx')).LeaveDialog }));

const themeNames: Readonly<Record<Theme, MessageId>> = {
  system: 'frame.themeSystem',
  light: 'frame.themeLight',
  dark: 'frame.themeDark',
};

interface UserMenuProps {
  readonly user: Session['user'];
  /** What the user is in the account whose pages are shown. */
  readonly roles?: readonly { readonly id: number; readonly name: string }[];
}

/** Who is signed in; language, theme, what is one's own, and the way out. */
export function UserMenu({ user, roles }: UserMenuProps) {
  const t = useText();
  const { language, choose } = useLanguage();
  const [theme, setTheme] = useState(storedTheme);
  const [isOpen, setOpen] = useState(false);
  const area = useRef<HTMLSpanElement>(null);
  const signOut = useSignOut();
  const { list } = useFormat();
  const [isLeaving, setLeaving] = useState(false);
  const navigate = useNavigate();
  const groups: MenuGroup[] = [
    languages.map((each) => ({
      id: each,
      text: languageNames[each],
      isChosen: each === language,
      onAction: () => void choose(each),
    })),
    themes.map((each) => ({
      id: each,
      text: t(themeNames[each]),
      isChosen: each === theme,
      onAction: () => {
        storeTheme(each);
        setTheme(each);
      },
    })),
    [
      {
        id: 'sessions',
        text: t('own.sessions'),
        onAction: () => void navigate({ to: '/own-sessions' }),
      },
      {
        id: 'password',
        text: t('own.password'),
        onAction: () => void navigate({ to: '/own-password' }),
      },
      {
        id: 'api',
        text: t('frame.apiReference'),
        // Beside the page: somebody may be filling in a form.
        onAction: () => void window.open('/api/docs', '_blank', 'noopener'),
      },
      {
        id: 'sign-out',
        text: t('frame.signOut'),
        onAction: () => (isSomethingUnsaved() ? setLeaving(true) : void signOut()),
      },
    ],
  ];
  return (
    <span className="user-menu" ref={area}>
      <AriaButton
        className="user-initials"
        // Drawn, and not read: the name says the whole address.
        data-initials={initialsOf(user.email)}
        aria-label={t('frame.user', { email: user.email })}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPress={() => setOpen(true)}
      />
      <Menu
        label={user.email}
        header={
          <div className="user-who">
            <strong>{user.email}</strong>
            {roles !== undefined && <span className="muted">{list(roles.map(({ name }) => name))}</span>}
          </div>
        }
        groups={groups}
        trigger={isOpen ? (area.current?.querySelector('button') ?? null) : null}
        onClose={() => setOpen(false)}
      />
      {isLeaving && (
        <Suspense>
          <LeaveDialog
            onStay={() => setLeaving(false)}
            onLeave={() => {
              setLeaving(false);
              void signOut();
            }}
          />
        </Suspense>
      )}
    </span>
  );
}

function useSignOut(): () => Promise<void> {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { run } = useAction(async () => {
    await call('DELETE /api/v1/session', {});
  });
  return async () => {
    if (!(await run())) return;
    queryClient.clear();
    await navigate({ to: '/sign-in' });
  };
}

/** Of `ana.souza@example.com` AS, of `ana@example.com` A. */
function initialsOf(email: string): string {
  const words = (email.split('@')[0] ?? '').split(/[^a-z0-9]+/i).filter((word) => word !== '');
  return (words.length > 1 ? [words[0], words.at(-1)] : words)
    .map((word) => (word ?? '').charAt(0).toUpperCase())
    .join('');
}
