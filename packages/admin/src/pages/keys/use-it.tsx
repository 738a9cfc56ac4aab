import './use-it.css';
import { useState } from 'react';
import { ChipToggle } from '../../components/chip.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { PageMessages } from '../../text/page-messages.tsx';
import { useText } from '../../text/use-text.tsx';
import { type SnippetKind, type SnippetPair, snippetKinds, snippetNames, snippetOf } from './snippets.ts';
import { TryNow } from './try-now.tsx';

interface UseItProps {
  /** With its token only where that is shown anyway. */
  readonly pair: SnippetPair;
  /** A snippet that holds the token was copied, and so the token. */
  readonly onCopied?: () => void;
}

/** How a program uses a key: a request in what it is written in; with the token, also whether it works. */
export function UseIt(props: UseItProps) {
  return (
    <PageMessages page="use">
      <Snippets {...props} />
    </PageMessages>
  );
}

function Snippets({ pair, onCopied }: UseItProps) {
  const t = useText();
  const [kind, setKind] = useState<SnippetKind>('curl');
  const { appKey, appToken } = pair;
  const text = snippetOf(kind, pair);
  const hint = kind === 'env' ? t('use.envHint') : kind === 'nginx' ? t('use.nginxHint') : t('use.addressHint');
  return (
    <section className="use-it" aria-label={t('use.title')}>
      <h3>{t('use.title')}</h3>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form */}
      <div className="use-kinds" role="group" aria-label={t('use.title')}>
        {snippetKinds.map((each) => (
          <ChipToggle key={each} isOn={each === kind} onChange={() => setKind(each)}>
            {snippetNames[each]}
          </ChipToggle>
        ))}
      </div>
      <div className="use-snippet">
        {/* biome-ignore lint/a11y: what scrolls has to be reached by keyboard, and said */}
        <pre role="group" tabIndex={0} aria-label={snippetNames[kind]}>
          {text}
        </pre>
        <CopyButton
          key={kind}
          text={text}
          label={snippetNames[kind]}
          {...(onCopied === undefined || appToken === undefined ? {} : { onCopied })}
        />
      </div>
      <p className="field-hint">
        {hint} {appToken === undefined && kind !== 'nginx' && t('use.tokenHint')}
      </p>
      {appToken !== undefined && <TryNow appKey={appKey} appToken={appToken} />}
    </section>
  );
}
