import './styles/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.ts';
import { Toasts } from './components/toast.tsx';
import { isSomethingUnsaved, SessionEndContext } from './frame/session-end.ts';
import { askToSignIn, SessionOver } from './frame/session-over.tsx';
import { LanguageProvider } from './preferences/language-provider.tsx';
import { showTheme, storedLanguage, storedTheme } from './preferences/preferences.ts';
import { createPagesRouter } from './router/router.ts';
import { withoutBase } from './router/sign-in-first.ts';
import { loadMessages } from './text/load-messages.ts';

/** Whoever was signed in signs in again, and is back where they were: with what they have entered, if there is any. */
function endSession(): void {
  if (isSomethingUnsaved()) askToSignIn();
  else toSignIn();
}

function toSignIn(): void {
  const { pathname, href } = router.state.location;
  if (withoutBase(pathname) === '/sign-in') return;
  queryClient.clear();
  const search = { to: withoutBase(href), ended: true } as const;
  void router.navigate({ to: '/sign-in', search, replace: true, ignoreBlocker: true });
}

const queryClient = createQueryClient(endSession);
const router = createPagesRouter(queryClient);

async function start(): Promise<void> {
  showTheme(storedTheme());
  const language = storedLanguage();
  const messages = await loadMessages(language);
  document.documentElement.lang = language;
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <LanguageProvider initial={{ language, messages }}>
          <SessionEndContext value={endSession}>
            <RouterProvider router={router} />
            <Toasts />
            <SessionOver onLeave={toSignIn} />
          </SessionEndContext>
        </LanguageProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
