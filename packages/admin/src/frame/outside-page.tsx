import './outside.css';
import { type ReactNode, useState } from 'react';
import { useTitle } from '../components/page-header.tsx';
import { Select } from '../components/select.tsx';
import { useLanguage } from '../preferences/language-provider.tsx';
import { languageNames, languages } from '../text/languages.ts';
import { useText } from '../text/use-text.tsx';
import { Brand } from './brand.tsx';

interface OutsidePageProps {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly children: ReactNode;
}

/** A page for somebody who is not signed in: one thing to do, and the language to do it in. */
export function OutsidePage({ title, hint, children }: OutsidePageProps) {
  const t = useText();
  const { language, choose } = useLanguage();
  const [choices] = useState(() => languages.map((id) => ({ id, text: languageNames[id] })));
  useTitle(title);
  return (
    <main className="outside">
      <Brand />
      <div className="outside-card">
        <h1>{title}</h1>
        {hint !== undefined && <p className="muted">{hint}</p>}
        {children}
      </div>
      <div className="outside-language">
        <Select label={t('frame.language')} choices={choices} value={language} onChange={(id) => void choose(id)} />
      </div>
    </main>
  );
}
