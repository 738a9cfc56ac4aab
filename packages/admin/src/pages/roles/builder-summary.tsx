import { ChevronDown, TriangleAlert, Undo2, X } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Resource } from '../../api/api-types.ts';
import { IconButton } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import type { BuilderState } from './builder-state.ts';
import { groupByProduct, resourcesOf } from './role-groups.ts';

interface BuilderSummaryProps {
  readonly state: BuilderState;
  readonly byKey: ReadonlyMap<string, Resource>;
  readonly isEdit: boolean;
}

/** What the role will hold; of one that is edited, what comes and what goes. */
export function BuilderSummary({ state, byKey, isEdit }: BuilderSummaryProps) {
  const t = useText();
  const { list } = useFormat();
  const { chosen, held, toggle } = state;
  const [isOpen, setOpen] = useState(false);
  const listId = useId();
  const products = useMemo(() => {
    const first = (resource: Resource) => ({ ...resource, places: resource.places.slice(0, 1) });
    return groupByProduct(resourcesOf([...new Set([...chosen, ...held])], byKey).map(first));
  }, [chosen, held, byKey]);
  const rights = [...chosen].filter((key) => byKey.get(key)?.isManagementRight);
  const added = [...chosen].filter((key) => !held.has(key)).length;
  const removed = [...held].filter((key) => !chosen.has(key)).length;
  return (
    <>
      <div className="summary-title">
        <h2>{t('roles.summary')}</h2>
        <Button
          className="summary-open"
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-label={t('roles.summary')}
          onPress={() => setOpen(!isOpen)}
        >
          <ChevronDown size={16} aria-hidden />
        </Button>
      </div>
      <p role="status">
        <strong>{t('roles.resourceCount', { count: chosen.size })}</strong>
        {isEdit && added + removed > 0 && (
          <span className="muted">
            {' · '}
            {t('roles.addedRemoved', { added, removed })}
          </span>
        )}
      </p>
      <div className="summary-details" id={listId} data-open={isOpen || undefined}>
        {rights.length > 0 && <Notice tone="warn">{t('roles.holdsRights', { resources: list(rights) })}</Notice>}
        {products.length === 0 ? (
          <p className="muted">{t('roles.nothingChosen')}</p>
        ) : (
          <div className="summary-list">
            {products.map((product) => (
              <section key={product.title}>
                <h3>{product.title}</h3>
                <ul>
                  {product.categories
                    .flatMap(({ resources }) => resources)
                    .map((resource) => (
                      <SummaryLine
                        key={resource.key}
                        resource={resource}
                        change={isEdit ? changeOf(resource.key, chosen, held) : 'none'}
                        onToggle={(isOn) => toggle([resource.key], isOn)}
                      />
                    ))}
                </ul>
              </section>
            ))}
          </div>
        )}
      </div>
    </>
  );
}

type Change = 'none' | 'added' | 'removed';

function changeOf(key: string, chosen: ReadonlySet<string>, held: ReadonlySet<string>): Change {
  if (!chosen.has(key)) return 'removed';
  return held.has(key) ? 'none' : 'added';
}

const marks = { none: null, added: '+', removed: '−' } as const;

function SummaryLine({
  resource: { name, isManagementRight },
  change,
  onToggle,
}: {
  readonly resource: Resource;
  readonly change: Change;
  readonly onToggle: (isOn: boolean) => void;
}) {
  const t = useText();
  return (
    <li className="summary-line" data-change={change}>
      <span className="summary-name">
        {marks[change] !== null && <span aria-hidden>{marks[change]} </span>}
        {change !== 'none' && (
          <span className="visually-hidden">{t(change === 'added' ? 'roles.added' : 'roles.removed')} </span>
        )}
        {name}
        {isManagementRight && <TriangleAlert size={13} aria-hidden />}
      </span>
      <IconButton
        icon={change === 'removed' ? Undo2 : X}
        label={t(change === 'removed' ? 'roles.putBack' : 'roles.takeOut', { name })}
        onPress={() => onToggle(change === 'removed')}
      />
    </li>
  );
}
