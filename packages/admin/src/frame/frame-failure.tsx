import './outside.css';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { ErrorState } from '../components/empty-state.tsx';

/** When not even the session could be read, or a page broke. */
export function FrameFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <main className="outside-wide">
      <ErrorState isWholePage failure={error} onRetry={retry} />
    </main>
  );
}
