import { createContext, useContext } from 'react';

/** Called when the server says that nobody is signed in any more. */
export const SessionEndContext = createContext<() => void>(() => undefined);

export function useSessionEnd(): () => void {
  return useContext(SessionEndContext);
}
