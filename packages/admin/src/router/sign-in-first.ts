import { redirect } from '@tanstack/react-router';
import { CallFailure } from '../api/call.ts';

/** Throws the way to the sign-in when a reading says that nobody is signed in. */
export async function signInFirst<T>(reading: Promise<T>, from: string): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof CallFailure && error.status === 401) {
      throw redirect({ to: '/sign-in', search: { to: withoutBase(from) }, replace: true });
    }
    throw error;
  }
}

/** Where all addresses of the pages begin. */
export const basePath = '/admin';

/** As the router names addresses. */
export function withoutBase(href: string): string {
  return href.startsWith(basePath) ? href.slice(basePath.length) || '/' : href;
}
