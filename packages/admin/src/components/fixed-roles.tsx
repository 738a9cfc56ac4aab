import './fixed-roles.css';
import { Chip } from './chip.tsx';
import { Notice } from './notice.tsx';

interface FixedRolesProps {
  readonly label: string;
  /** Why no others can be chosen. */
  readonly reason: string;
  /** The roles that are there, as far as they are known. */
  readonly names: readonly string[];
}

/** In the place of a `RolePicker`, for who cannot choose. */
export function FixedRoles({ label, reason, names }: FixedRolesProps) {
  return (
    <fieldset className="fixed-roles" disabled>
      <legend className="field-label">{label}</legend>
      {names.length > 0 && (
        <span className="chips">
          {names.map((name) => (
            <Chip key={name}>{name}</Chip>
          ))}
        </span>
      )}
      <Notice tone="info">{reason}</Notice>
    </fieldset>
  );
}
