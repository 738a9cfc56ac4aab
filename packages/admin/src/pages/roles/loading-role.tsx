/** As high as what comes; nothing to read. */
export function LoadingRole() {
  return (
    <div className="builder-loading" aria-busy>
      <span className="skeleton-bar" />
      <span className="skeleton-bar" />
      <span className="skeleton-bar" />
    </div>
  );
}
