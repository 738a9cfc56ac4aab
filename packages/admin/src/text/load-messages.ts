import type { MessageFormatElement } from 'react-intl';
import type audit from '../messages/audit.en.json';
import type code from '../messages/code.en.json';
import type en from '../messages/en.json';
import type roles from '../messages/roles.en.json';
import type setup from '../messages/setup.en.json';
import type tried from '../messages/try.en.json';
import type used from '../messages/use.en.json';
import type users from '../messages/users.en.json';
import type { Language } from './languages.ts';

/** The id of a message; always written as a whole, so that a tool can see which ones are used. */
export type MessageId =
  | keyof typeof en
  | keyof typeof audit
  | keyof typeof code
  | keyof typeof tried
  | keyof typeof roles
  | keyof typeof setup
  | keyof typeof used
  | keyof typeof users;

/** What `IntlProvider` takes; in truth some are texts and some are trees. */
export type Messages = Record<string, MessageFormatElement[]>;

// The build has compiled them: see tools/compiled-messages.ts.
const loaders: Readonly<Record<Language, () => Promise<{ default: unknown }>>> = {
  en: () => import('../messages/en.json'),
  'pt-BR': () => import('../messages/pt-BR.json'),
  es: () => import('../messages/es.json'),
};

export async function loadMessages(language: Language): Promise<Messages> {
  return (await loaders[language]()).default as Messages;
}
