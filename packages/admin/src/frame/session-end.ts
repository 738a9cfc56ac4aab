import { createContext, useContext } from 'react';

/** Called when the server says that nobody is signed in any more. */
export const SessionEndContext = createContext<() => void>(() => undefined);

export function useSessionEnd(): () => void {
  return useContext(SessionEndContext);
}

/** Asks as a browser does whose window is closed: whatever would hold it back is something to lose. */
export function isSomethingUnsaved(): boolean {
  return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
}
