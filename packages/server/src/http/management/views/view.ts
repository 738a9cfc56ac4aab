/** What all descriptions of answers are made of. Times are ISO 8601 in UTC, with milliseconds. */

import { type TProperties, type TSchema, Type } from 'typebox';

export const closed = { additionalProperties: false };

/** An object with exactly these fields. */
export function view<P extends TProperties>(properties: P) {
  return Type.Object(properties, closed);
}

export const time = Type.String({ format: 'date-time' });
export const maybeTime = Type.Union([time, Type.Null()]);

export const day = Type.String({ format: 'date' });

/** The query of changes that can be tried. */
export const dryRunFields = {
  dryRun: Type.Optional(
    Type.Boolean({ description: 'Either true or false; true changes nothing and answers as the change would.' }),
  ),
};

export const version = Type.String({
  description: 'Another one as soon as somebody has changed this. For `If-Match`, between quotation marks.',
});

/** All that something is to have, or what is added to it and taken from it. */
export function wanted<T extends TSchema>(item: T, { whole, part }: { whole: string; part: string }) {
  const some = Type.Optional(Type.Array(item, { description: part }));
  return Type.Union([Type.Array(item, { description: whole }), view({ add: some, remove: some })], {
    description: `${whole} Or {"add": […], "remove": […]}, which leaves all others as they are.`,
  });
}

/** One page of a list. */
export function pageOf<T extends TSchema>(item: T) {
  return view({
    items: Type.Array(item),
    nextCursor: Type.Union([Type.String(), Type.Null()], { description: '`null` on the last page.' }),
    total: Type.Union([Type.Integer(), Type.Null()], { description: 'Exact to 10,000, then `null`.' }),
  });
}
