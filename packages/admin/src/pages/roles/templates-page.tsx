import '../../components/list-toolbar.css';
import './roles.css';
import './builder.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Check, Plus } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import type { Resource, RoleTemplate } from '../../api/api-types.ts';
import { call } from '../../api/call.ts';
import { newIdempotencyKey } from '../../api/idempotency-key.ts';
import { resourcesQuery, roleTemplatesQuery } from '../../api/roles.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../components/button.tsx';
import { Chip } from '../../components/chip.tsx';
import { ErrorState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/notice.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { showToast } from '../../components/show-toast.ts';
import { useAccount } from '../../frame/use-account.ts';
import { PageMessages } from '../../text/page-messages.tsx';
import { plainText } from '../../text/plain-text.ts';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import { CreateFrame } from './create-frame.tsx';
import { LoadingRole } from './loading-role.tsx';
import { RoleResources } from './role-resources.tsx';

/** Adds a predefined role: the templates on the left, what the chosen one opens on the right. */
export function TemplatesPage() {
  return (
    <PageMessages page="roles">
      <CreateFrame>
        <LoadedTemplates />
      </CreateFrame>
    </PageMessages>
  );
}

function LoadedTemplates() {
  const { name: account } = useAccount();
  const templates = useQuery(roleTemplatesQuery(account));
  const resources = useQuery(resourcesQuery(account));
  const failed = templates.isError ? templates : resources.isError ? resources : null;
  if (failed !== null) return <ErrorState failure={failed.error} onRetry={() => void failed.refetch()} />;
  if (templates.data === undefined || resources.data === undefined) return <LoadingRole />;
  return <Templates templates={templates.data} resources={resources.data} />;
}

interface TemplatesProps {
  readonly templates: readonly RoleTemplate[];
  readonly resources: readonly Resource[];
}

function Templates({ templates, resources }: TemplatesProps) {
  const t = useText();
  const { number } = useFormat();
  const [search, setSearch] = useState('');
  const [name, setName] = useState<string | undefined>();
  const found = useMemo(() => findTemplates(templates, resources, search), [templates, resources, search]);
  const chosen = found.find((template) => template.name === name) ?? found[0];
  return (
    <>
      <div className="toolbar">
        <SearchField label={t('roles.search')} value={search} onSearch={setSearch} hasShortcut isInstant />
        <span className="toolbar-count" role="status">
          {t('roles.count', { count: found.length })}
        </span>
      </div>
      {chosen === undefined ? (
        <p className="muted builder-none">{t('common.noMatch')}</p>
      ) : (
        <div className="templates">
          <section className="template-list" aria-label={t('roles.fromTemplate')}>
            {found.map((template) => (
              <button
                key={template.name}
                type="button"
                className="builder-product"
                aria-current={template === chosen}
                onClick={() => setName(template.name)}
              >
                <span>{template.name}</span>
                {template.roleId === null ? (
                  <span className="builder-count">{number(template.resources.length)}</span>
                ) : (
                  <Check size={16} aria-label={t('roles.inAccount')} />
                )}
              </button>
            ))}
          </section>
          <TemplatePreview key={chosen.name} template={chosen} resources={resources} />
        </div>
      )}
    </>
  );
}

function findTemplates(templates: readonly RoleTemplate[], resources: readonly Resource[], search: string) {
  const wanted = plainText(search);
  const names = new Map(resources.map(({ key, name }) => [key, name]));
  return templates.filter((template) =>
    [template.name, ...template.resources.flatMap((key) => [key, names.get(key) ?? ''])].some((text) =>
      plainText(text).includes(wanted),
    ),
  );
}

interface TemplatePreviewProps {
  readonly template: RoleTemplate;
  readonly resources: readonly Resource[];
}

function TemplatePreview({ template, resources }: TemplatePreviewProps) {
  const t = useText();
  const { name: account, holds } = useAccount();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { list } = useFormat();
  const titleId = useId();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const missing = resources
    .filter(({ key, isManagementRight }) => isManagementRight && template.resources.includes(key) && !holds(key))
    .map(({ key }) => key);
  const add = useAction(async () => {
    await call(
      'POST /api/v1/accounts/{account}/roles',
      { path: { account }, body: { template: template.name } },
      { idempotencyKey },
    );
    await queryClient.invalidateQueries({ queryKey: [account, 'roles'] });
    showToast(t('roles.created', { name: template.name }));
    await navigate({ to: '/$account/roles', params: { account }, search: {} });
  });
  const reason =
    template.roleId !== null
      ? t('roles.inAccount')
      : missing.length > 0
        ? t('failure.aboveOwnRights', { resources: list(missing) })
        : undefined;
  return (
    <section className="template-preview" aria-labelledby={titleId}>
      <header className="template-header">
        <div>
          <h2 id={titleId}>{template.name}</h2>
          <p className="muted">{t('roles.resourceCount', { count: template.resources.length })}</p>
        </div>
        {template.roleId !== null && <Chip tone="good">{t('roles.inAccount')}</Chip>}
        <Button
          variant="primary"
          icon={Plus}
          isPending={add.isRunning}
          disabledReason={reason}
          onPress={() => void add.run()}
        >
          {t('roles.add')}
        </Button>
      </header>
      <FailureNotice failure={add.failure} />
      <RoleResources keys={template.resources} resources={resources} />
    </section>
  );
}
