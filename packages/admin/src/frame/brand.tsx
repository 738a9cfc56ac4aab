import icon from '../icon.svg';

/** The mark and the name. */
export function Brand() {
  return (
    <span className="brand">
      <img src={icon} alt="" width={28} height={28} />
      <span className="brand-name">Chaveiro</span>
    </span>
  );
}
