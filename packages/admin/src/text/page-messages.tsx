import { type ReactNode, Suspense, use } from 'react';
import { IntlProvider, useIntl } from 'react-intl';
import type { Language } from './languages.ts';
import type { Messages } from './load-messages.ts';

/** Pages that say so much that only who opens them loads it; the audit log's sentences stand on a key's page, too. */
export type PageWithTexts = 'audit' | 'code' | 'roles' | 'setup' | 'try' | 'use' | 'users';

type Loader = () => Promise<{ default: unknown }>;

// The build has compiled them: see tools/compiled-messages.ts.
const loaders: Readonly<Record<PageWithTexts, Readonly<Record<Language, Loader>>>> = {
  audit: {
    en: () => import('../messages/audit.en.json'),
    'pt-BR': () => import('../messages/audit.pt-BR.json'),
    es: () => import('../messages/audit.es.json'),
  },
  code: {
    en: () => import('../messages/code.en.json'),
    'pt-BR': () => import('../messages/code.pt-BR.json'),
    es: () => import('../messages/code.es.json'),
  },
  roles: {
    en: () => import('../messages/roles.en.json'),
    'pt-BR': () => import('../messages/roles.pt-BR.json'),
    es: () => import('../messages/roles.es.json'),
  },
  setup: {
    en: () => import('../messages/setup.en.json'),
    'pt-BR': () => import('../messages/setup.pt-BR.json'),
    es: () => import('../messages/setup.es.json'),
  },
  try: {
    en: () => import('../messages/try.en.json'),
    'pt-BR': () => import('../messages/try.pt-BR.json'),
    es: () => import('../messages/try.es.json'),
  },
  use: {
    en: () => import('../messages/use.en.json'),
    'pt-BR': () => import('../messages/use.pt-BR.json'),
    es: () => import('../messages/use.es.json'),
  },
  users: {
    en: () => import('../messages/users.en.json'),
    'pt-BR': () => import('../messages/users.pt-BR.json'),
    es: () => import('../messages/users.es.json'),
  },
};

/** What was loaded, or is on its way. */
const loaded = new Map<Loader, Messages | Promise<Messages>>();

interface PageMessagesProps {
  readonly page: PageWithTexts;
  readonly children: ReactNode;
}

/** Around a page with messages of its own, or a part of it that needs them: it has them beside the common ones. */
export function PageMessages(props: PageMessagesProps) {
  return (
    <Suspense fallback={null}>
      <WithMessages {...props} />
    </Suspense>
  );
}

function WithMessages({ page, children }: PageMessagesProps) {
  const { locale, messages } = useIntl();
  const known = load(loaders[page][locale as Language]);
  const own = known instanceof Promise ? use(known) : known;
  return (
    <IntlProvider locale={locale} messages={{ ...(messages as Messages), ...own }}>
      {children}
    </IntlProvider>
  );
}

/**
 * Loads a page's messages beside the page: whoever draws it then waits no more. React makes what has waited wait for
 * 300 ms at least. That they cannot be loaded, the page says when it is drawn.
 */
export async function preloadPageMessages(page: PageWithTexts, language: Language): Promise<void> {
  await Promise.resolve(load(loaders[page][language])).catch(() => undefined);
}

/** The same promise each time, for React to wait for; one that failed is asked for again. */
function load(loader: Loader): Messages | Promise<Messages> {
  const known = loaded.get(loader);
  if (known !== undefined) return known;
  const loading = loader().then(
    ({ default: messages }) => {
      loaded.set(loader, messages as Messages);
      return messages as Messages;
    },
    (error: unknown) => {
      loaded.delete(loader);
      throw error;
    },
  );
  loaded.set(loader, loading);
  return loading;
}
