import { type ReactNode, Suspense, use } from 'react';
import { IntlProvider, useIntl } from 'react-intl';
import type { Language } from './languages.ts';
import type { Messages } from './load-messages.ts';

/** Pages that say so much that only who opens them loads it; the audit log's sentences stand on a key's page, too. */
type Page = 'audit' | 'roles' | 'try' | 'users';

type Loader = () => Promise<{ default: unknown }>;

// The build has compiled them: see tools/compiled-messages.ts.
const loaders: Readonly<Record<Page, Readonly<Record<Language, Loader>>>> = {
  audit: {
    en: () => import('../messages/audit.en.json'),
    'pt-BR': () => import('../messages/audit.pt-BR.json'),
    es: () => import('../messages/audit.es.json'),
  },
  roles: {
    en: () => import('../messages/roles.en.json'),
    'pt-BR': () => import('../messages/roles.pt-BR.json'),
    es: () => import('../messages/roles.es.json'),
  },
  try: {
    en: () => import('../messages/try.en.json'),
    'pt-BR': () => import('../messages/try.pt-BR.json'),
    es: () => import('../messages/try.es.json'),
  },
  users: {
    en: () => import('../messages/users.en.json'),
    'pt-BR': () => import('../messages/users.pt-BR.json'),
    es: () => import('../messages/users.es.json'),
  },
};

const loaded = new Map<Loader, Promise<{ default: unknown }>>();

interface PageMessagesProps {
  readonly page: Page;
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
  const own = use(load(loaders[page][locale as Language])).default as Messages;
  return (
    <IntlProvider locale={locale} messages={{ ...(messages as Messages), ...own }}>
      {children}
    </IntlProvider>
  );
}

/** The same promise each time, for React to wait for; one that failed is asked for again. */
function load(loader: Loader): Promise<{ default: unknown }> {
  const known = loaded.get(loader);
  if (known !== undefined) return known;
  const loading = loader();
  loaded.set(loader, loading);
  loading.catch(() => loaded.delete(loader));
  return loading;
}
