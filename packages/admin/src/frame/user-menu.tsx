import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { BookOpen, CircleUser, LockKeyhole, LogOut, MonitorSmartphone } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import type { Session } from '../api/api-types.ts';
import { call } from '../api/call.ts';
import { useAction } from '../api/use-action.ts';
import { IconButton } from '../components/button.tsx';
import { Menu, type MenuGroup } from '../components/menu.tsx';
import { useLanguage } from '../preferences/language-provider.tsx';
import { storedTheme, storeTheme, type Theme, themes } from '../preferences/preferences.ts';
import { languageNames, languages } from '../text/languages.ts';
import type { MessageId } from '../text/load-messages.ts';
import { useText } from '../text/use-text.tsx';
import { isSomethingUnsaved } from './session-end.ts';

/** Read when somebody is asked: few are. */
const LeaveDialog = lazy(async () => ({ default: (await import('../components/leave-dialog.tsx')).LeaveDialog }));

const themeNames: Readonly<Record<Theme, MessageId>> = {
  system: 'frame.themeSystem',
  light: 'frame.themeLight',
  dark: 'frame.themeDark',
};

/** Language, theme, what is one's own, and the way out. */
export function UserMenu({ user }: { readonly user: Session['user'] }) {
  const t = useText();
  const { language, choose } = useLanguage();
  const [theme, setTheme] = useState(storedTheme);
  const [isOpen, setOpen] = useState(false);
  const area = useRef<HTMLSpanElement>(null);
  const signOut = useSignOut();
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
        icon: MonitorSmartphone,
        onAction: () => void navigate({ to: '/own-sessions' }),
      },
      {
        id: 'password',
        text: t('own.password'),
        icon: LockKeyhole,
        onAction: () => void navigate({ to: '/own-password' }),
      },
      {
        id: 'api',
        text: t('frame.apiReference'),
        icon: BookOpen,
        // Beside the page: somebody may be filling in a form.
        onAction: () => void window.open('/api/docs', '_blank', 'noopener'),
      },
      {
        id: 'sign-out',
        text: t('frame.signOut'),
        icon: LogOut,
        onAction: () => (isSomethingUnsaved() ? setLeaving(true) : void signOut()),
      },
    ],
  ];
  return (
    <span className="user-menu" ref={area}>
      <IconButton
        icon={CircleUser}
        label={t('frame.user', { email: user.email })}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onPress={() => setOpen(true)}
      />
      <Menu
        label={user.email}
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
