import { lazy, Suspense, useEffect, useState } from 'react';

/** Read when somebody needs it: few do. */
const SignInDialog = lazy(async () => ({ default: (await import('./sign-in-dialog.tsx')).SignInDialog }));

let show: (isOver: boolean) => void = () => undefined;

/** Lets whoever was signed in sign in again without leaving what they have entered. */
export function askToSignIn(): void {
  show(true);
}

/** Where that is asked; once, around everything. */
export function SessionOver({ onLeave }: { readonly onLeave: () => void }) {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    show = setOver;
  }, []);
  if (!isOver) return null;
  const close = () => setOver(false);
  return (
    <Suspense>
      <SignInDialog
        onClose={close}
        onLeave={() => {
          close();
          onLeave();
        }}
      />
    </Suspense>
  );
}
