import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import { IntlProvider } from 'react-intl';
import type { Language } from '../text/languages.ts';
import { loadMessages, type Messages } from '../text/load-messages.ts';
import { storeLanguage } from './preferences.ts';

interface LanguageChoice {
  readonly language: Language;
  readonly choose: (language: Language) => Promise<void>;
}

const LanguageContext = createContext<LanguageChoice | null>(null);

/** Gives all below it the language and its messages, which are loaded before anything is shown. */
export function LanguageProvider(props: {
  readonly initial: { readonly language: Language; readonly messages: Messages };
  readonly children: ReactNode;
}) {
  const [{ language, messages }, setCurrent] = useState(props.initial);
  const choice = useMemo<LanguageChoice>(
    () => ({
      language,
      choose: async (wanted) => {
        const loaded = await loadMessages(wanted);
        storeLanguage(wanted);
        document.documentElement.lang = wanted;
        setCurrent({ language: wanted, messages: loaded });
      },
    }),
    [language],
  );
  return (
    <LanguageContext value={choice}>
      <IntlProvider locale={language} messages={messages}>
        <I18nProvider locale={language}>{props.children}</I18nProvider>
      </IntlProvider>
    </LanguageContext>
  );
}

export function useLanguage(): LanguageChoice {
  const choice = useContext(LanguageContext);
  if (choice === null) throw new Error('There is no language provider above.');
  return choice;
}
