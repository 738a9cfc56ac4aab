import { codeTexts, type DecisionCode } from '../../frame/code-texts.ts';
import { useText } from '../../text/use-text.tsx';

/** All codes with what they mean, for whoever finds one in a log. */
export function CodeList() {
  const t = useText();
  return (
    <details className="try-codes">
      <summary>{t('try.codes')}</summary>
      <dl>
        {(Object.keys(codeTexts) as DecisionCode[]).map((code) => (
          <div key={code}>
            <dt>
              <code>{code}</code> <span className="muted">{codeTexts[code].status}</span>
            </dt>
            <dd>{t(codeTexts[code].text)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
