import { useCallback, useRef, useState } from 'react';
import { useSessionEnd } from '../frame/session-end.ts';
import { isSessionOver } from './query-client.ts';

export interface Action<Arguments extends readonly unknown[]> {
  /** Does it; answers whether it worked. While it runs, another run does nothing. */
  readonly run: (...given: Arguments) => Promise<boolean>;
  readonly isRunning: boolean;
  /** What the last run threw. */
  readonly failure: unknown;
  readonly forget: () => void;
}

/**
 * A change that somebody asks for with a button. Its answer goes to `act` alone: neither kept nor cached, for it
 * may hold a token.
 */
export function useAction<Arguments extends readonly unknown[]>(
  act: (...given: Arguments) => Promise<void>,
): Action<Arguments> {
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const running = useRef(false);
  const onSessionOver = useSessionEnd();
  const run = async (...given: Arguments): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setRunning(true);
    setFailure(null);
    try {
      await act(...given);
      return true;
    } catch (error) {
      // Whoever signs in again asks again: nothing is wrong then.
      if (isSessionOver(error)) onSessionOver();
      else setFailure(error);
      return false;
    } finally {
      running.current = false;
      setRunning(false);
    }
  };
  const forget = useCallback(() => setFailure(null), []);
  return { run, isRunning, failure, forget };
}
