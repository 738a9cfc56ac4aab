import type { Option, Parameter } from './command.ts';

/** The parameter of the commands about one external key. */
export const externalKeyParameter = {
  name: 'KEY',
  description: 'the key string (appKey) or the id of a key of another account',
} as const satisfies Parameter;

/** The account of the commands about external keys. */
export const grantingAccountOption = {
  takes: 'NAME',
  isRequired: true,
  description: 'the account that gives the roles',
} as const satisfies Option;

/** When an external key loses its roles. */
export const expiresAtDescription = 'when the key loses the roles, such as 2027-01-31T18:00:00Z';
