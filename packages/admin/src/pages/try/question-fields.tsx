import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { resourcesQuery } from '../../api/roles.ts';
import { IconButton } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { RadioGroup } from '../../components/radio-group.tsx';
import { SearchableFilter } from '../../components/searchable-filter.tsx';
import { Select } from '../../components/select.tsx';
import { TextField } from '../../components/text-field.tsx';
import { useText } from '../../text/use-text.tsx';
import type { Question, QuestionKind } from './question.ts';

interface QuestionFieldsProps {
  readonly account: string;
  readonly question: Question;
  readonly onChange: (changed: Partial<Question>) => void;
  /** What is wrong with the name of the API. */
  readonly apiError: string | undefined;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** Whether about any role, some resources, or a request to an API. */
export function QuestionFields({ account, question, onChange, apiError }: QuestionFieldsProps) {
  const t = useText();
  const { kind, api, method, path } = question;
  return (
    <>
      <RadioGroup<QuestionKind>
        label={t('try.question')}
        value={kind}
        onChange={(chosen) => onChange({ kind: chosen })}
        choices={[
          { value: 'resources', text: t('try.resources') },
          { value: 'route', text: t('try.route') },
          { value: 'any', text: t('try.any') },
        ]}
      />
      {kind === 'resources' && <ResourceFields account={account} question={question} onChange={onChange} />}
      {kind === 'route' && (
        <>
          <TextField
            label={t('try.api')}
            hint={t('try.apiHint')}
            error={apiError}
            value={api}
            onChange={(value) => onChange({ api: value })}
            isCode
            isRequired
          />
          <Select
            label={t('try.method')}
            choices={methods.map((id) => ({ id, text: id }))}
            value={method}
            onChange={(value) => onChange({ method: value })}
          />
          <TextField
            label={t('try.path')}
            hint={t('try.pathHint')}
            value={path}
            onChange={(value) => onChange({ path: value })}
            isCode
            isRequired
          />
        </>
      )}
    </>
  );
}

function ResourceFields({ account, question, onChange }: Omit<QuestionFieldsProps, 'apiError'>) {
  const t = useText();
  const resources = useQuery(resourcesQuery(account));
  const { resources: chosen } = question;
  const rest = resources.data?.filter(({ key }) => !chosen.includes(key)) ?? [];
  return (
    <div className="try-resources">
      <ul className="chips">
        {chosen.map((key) => (
          <li key={key}>
            <Chip>
              {key}
              <IconButton
                icon={X}
                label={t('try.removeResource', { resource: key })}
                onPress={() => onChange({ resources: chosen.filter((each) => each !== key) })}
              />
            </Chip>
          </li>
        ))}
      </ul>
      <SearchableFilter
        label={t('try.addResource')}
        search={{ label: t('try.addResource') }}
        choices={rest.map(({ key, name }) => ({ id: key, text: name === key ? key : `${name} (${key})` }))}
        value={undefined}
        onChange={(key) => key !== undefined && onChange({ resources: [...chosen, key] })}
      />
      <p className="field-hint">{t('try.resourcesHint')}</p>
    </div>
  );
}
