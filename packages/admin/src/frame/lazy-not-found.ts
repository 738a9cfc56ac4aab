import { lazyRouteComponent } from '@tanstack/react-router';

// Read when somebody gets there: few do.
export const NotFound = lazyRouteComponent(() => import('./not-found.tsx'), 'NotFound');
export const NotFoundAlone = lazyRouteComponent(() => import('./not-found.tsx'), 'NotFoundAlone');
