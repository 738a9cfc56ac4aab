import './status-dot.css';

/** Dot and word; filled is active, a ring is not. */
export function StatusDot({ isActive, children }: { readonly isActive: boolean; readonly children: string }) {
  return (
    <span className="status" data-active={isActive || undefined}>
      <span className="status-dot" aria-hidden="true" />
      {children}
    </span>
  );
}
