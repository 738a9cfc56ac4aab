import { useDeferredValue, useId, useMemo, useState } from 'react';
import type { Resource } from '../../api/api-types.ts';
import { SearchField } from '../../components/search-field.tsx';
import { Select } from '../../components/select.tsx';
import { useFormat } from '../../text/use-format.ts';
import { useText } from '../../text/use-text.tsx';
import type { BuilderState } from './builder-state.ts';
import { ResourceChoices } from './resource-choices.tsx';
import { findResources, groupByProduct, type Product } from './role-groups.ts';

interface RoleBuilderProps {
  readonly resources: readonly Resource[];
  readonly state: BuilderState;
}

/** Products with counts on the left, and on the right the resources of one of them, or of all that are searched for. */
export function RoleBuilder({ resources, state }: RoleBuilderProps) {
  const t = useText();
  const titleId = useId();
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search);
  const [product, setProduct] = useState<string | null>(null);
  const isSearch = wanted !== '';
  const [first] = useState(state.chosen);
  const isHeldAtFirst = ({ keys }: Product) => keys.some((key) => first.has(key));
  const found = useMemo(() => (isSearch ? findResources(resources, wanted) : resources), [resources, wanted, isSearch]);
  const products = useMemo(() => groupByProduct(found), [found]);
  // Without a search one product is shown, with one all, until one of them is chosen.
  const chosenProduct = products.find(({ title }) => title === product);
  const shown = chosenProduct ?? (isSearch ? undefined : (products.find(isHeldAtFirst) ?? products[0]));
  return (
    <section className="builder" aria-labelledby={titleId}>
      <header className="builder-bar">
        <h2 id={titleId}>{t('roles.resources')}</h2>
        <SearchField
          label={t('roles.searchResources')}
          value={search}
          onSearch={(text) => {
            setSearch(text);
            if (text !== '') setProduct(null);
          }}
          hasShortcut
          isInstant
        />
        <span className="muted" role="status">
          {isSearch && t('roles.resourceCount', { count: found.length })}
        </span>
      </header>
      {products.length === 0 ? (
        <p className="muted builder-none">{t('common.noMatch')}</p>
      ) : (
        <div className="builder-panes">
          <Products products={products} shown={shown?.title} state={state} isSearch={isSearch} onShow={setProduct} />
          <ResourceChoices products={shown === undefined ? products : [shown]} state={state} />
        </div>
      )}
    </section>
  );
}

interface ProductsProps {
  readonly products: readonly Product[];
  /** `undefined`: all of them. */
  readonly shown: string | undefined;
  readonly state: BuilderState;
  readonly isSearch: boolean;
  readonly onShow: (product: string | null) => void;
}

const all = '';

/** A list at the side; a field to choose from where there is no room for one. */
function Products({ products, shown, state, isSearch, onShow }: ProductsProps) {
  const t = useText();
  const { number } = useFormat();
  const countOf = ({ keys }: Product) => ({
    chosen: number(keys.filter((key) => state.chosen.has(key)).length),
    total: number(keys.length),
  });
  return (
    <>
      <section className="builder-products" aria-label={t('roles.products')}>
        {isSearch && (
          <button
            type="button"
            className="builder-product"
            aria-current={shown === undefined}
            onClick={() => onShow(null)}
          >
            {t('common.all')}
          </button>
        )}
        {products.map((product) => {
          const { chosen, total } = countOf(product);
          return (
            <button
              key={product.title}
              type="button"
              className="builder-product"
              aria-current={shown === product.title}
              onClick={() => onShow(product.title)}
            >
              <span>{product.title}</span>
              <span className="builder-count" data-some={chosen !== '0' || undefined} aria-hidden>
                {chosen}/{total}
              </span>
              <span className="visually-hidden">{t('roles.chosenOf', { chosen, total })}</span>
            </button>
          );
        })}
      </section>
      <div className="builder-product-field">
        <Select
          label={t('roles.products')}
          choices={[
            ...(isSearch ? [{ id: all, text: t('common.all') }] : []),
            ...products.map((product) => {
              const { chosen, total } = countOf(product);
              return { id: product.title, text: `${product.title} (${chosen}/${total})` };
            }),
          ]}
          value={shown ?? all}
          onChange={(id) => onShow(id === all ? null : id)}
        />
      </div>
    </>
  );
}
