/** Schemas that several endpoints share. Field names, types and nulls are VTEX's. */
import { type TProperties, Type } from 'typebox';
import type { AccessRight } from '../../domain/management-right.ts';
import { rightsBySurface } from '../../operations/accepted-resources.ts';

/** An object with exactly these fields: what we answer. */
export function answer<P extends TProperties>(properties: P) {
  return Type.Object(properties, { additionalProperties: false });
}

/** An object with at least these fields: what clients send. */
export function input<P extends TProperties>(properties: P) {
  return Type.Object(properties);
}

export const noQuery = Type.Object({});

/** The resources of which any one opens an operation through this door. */
export function opens(operation: keyof typeof rightsBySurface): readonly AccessRight[] {
  return rightsBySurface[operation].vtex;
}

export const pagingView = answer({
  page: Type.Integer({ minimum: 1 }),
  perPage: Type.Integer({ minimum: 1 }),
  total: Type.Integer({ minimum: 0 }),
  pages: Type.Integer({ minimum: 0 }),
});

export const invalidUserId = { status: 400, message: 'Invalid UserId' };
