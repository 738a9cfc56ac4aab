import { memo } from 'react';
import type { Resource } from '../../api/api-types.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import { Chip } from '../../components/chip.tsx';
import { useText } from '../../text/use-text.tsx';
import type { BuilderState } from './builder-state.ts';
import type { Category, Product } from './role-groups.ts';

/** How many resources are shown at first; the search finds the others. */
const shownResources = 200;

interface ResourceChoicesProps {
  readonly products: readonly Product[];
  readonly state: BuilderState;
}

/** Resources to tick, by product and category. */
export function ResourceChoices({ products, state }: ResourceChoicesProps) {
  const t = useText();
  let room = shownResources;
  const shown = products.flatMap(({ title, categories }) =>
    categories.flatMap((category) => {
      const resources = category.resources.slice(0, room);
      room -= resources.length;
      return resources.length === 0 ? [] : [{ product: title, title: category.title, resources }];
    }),
  );
  return (
    <div className="builder-resources">
      {shown.map((category) => (
        <CategoryChoices key={`${category.product}\n${category.title}`} category={category} state={state} />
      ))}
      {room <= 0 && <p className="muted">{t('roles.searchForMore')}</p>}
    </div>
  );
}

function CategoryChoices({
  category: { product, title, resources },
  state,
}: {
  readonly category: Category & { readonly product: string };
  readonly state: BuilderState;
}) {
  const t = useText();
  const possible = resources.filter((resource) => state.reasonAgainst(resource) === undefined).map(({ key }) => key);
  const chosen = possible.filter((key) => state.chosen.has(key)).length;
  return (
    <fieldset className="builder-category">
      <legend>
        <span className="muted">{product} › </span>
        {title}
      </legend>
      {possible.length > 1 && (
        <Checkbox
          isSelected={chosen === possible.length}
          isIndeterminate={chosen > 0 && chosen < possible.length}
          onChange={(isOn) => state.toggle(possible, isOn)}
        >
          <span className="muted">{t('roles.allOfCategory')}</span>
        </Checkbox>
      )}
      {resources.map((resource) => (
        <ResourceChoice
          key={resource.key}
          resource={resource}
          isChosen={state.chosen.has(resource.key)}
          reason={state.reasonAgainst(resource)}
          toggle={state.toggle}
        />
      ))}
    </fieldset>
  );
}

interface ResourceChoiceProps {
  readonly resource: Resource;
  readonly isChosen: boolean;
  readonly reason: string | undefined;
  readonly toggle: BuilderState['toggle'];
}

const ResourceChoice = memo(function ResourceChoice({ resource, isChosen, reason, toggle }: ResourceChoiceProps) {
  const t = useText();
  const { key, name, description, isManagementRight } = resource;
  return (
    <Checkbox
      isSelected={isChosen}
      isDisabled={reason !== undefined}
      onChange={(isOn) => toggle([key], isOn)}
      hint={
        <>
          <code>{key}</code>
          {description !== null && ` · ${description}`}
          {reason !== undefined && <span className="builder-reason">{reason}</span>}
        </>
      }
    >
      {name} {isManagementRight && <Chip tone="warn">{t('roles.managementRight')}</Chip>}
    </Checkbox>
  );
});
