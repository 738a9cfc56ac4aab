import type { OperatorActor } from '../domain/actor.ts';

/** Who acts on the command line: whoever can open the database and the pepper file holds everything. */
export const operator: OperatorActor = { type: 'operator', source: { channel: 'cli' } };
