import { useMemo } from 'react';
import type { Resource } from '../../api/api-types.ts';
import { Chip } from '../../components/chip.tsx';
import { useText } from '../../text/use-text.tsx';
import { groupByProduct, resourcesOf } from './role-groups.ts';

interface RoleResourcesProps {
  readonly keys: readonly string[];
  readonly resources: readonly Resource[];
}

/** What a role opens, by product and category, to read. */
export function RoleResources({ keys, resources }: RoleResourcesProps) {
  const t = useText();
  const products = useMemo(() => {
    const byKey = new Map(resources.map((each) => [each.key, each]));
    return groupByProduct(resourcesOf(keys, byKey));
  }, [keys, resources]);
  return (
    <div className="role-products">
      {products.map(({ title, categories }) => (
        <section key={title} className="role-product">
          <h2>{title}</h2>
          {categories.map((category) => (
            <div key={category.title}>
              <h3 className="muted">{category.title}</h3>
              <ul>
                {category.resources.map(({ key, name, isManagementRight }) => (
                  <li key={key}>
                    {name} <code className="muted">{key}</code>{' '}
                    {isManagementRight && <Chip tone="warn">{t('roles.managementRight')}</Chip>}
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </section>
      ))}
    </div>
  );
}
