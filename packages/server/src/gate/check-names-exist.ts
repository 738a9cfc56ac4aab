import type { ResolvedQuestion } from '#engine';
import { ChaveiroError } from '../domain/errors.ts';

/** A resource or API that does not exist is a mistake in the question: throws `invalid_request`. */
export function checkNamesExist({ unknownResources, unknownApi }: ResolvedQuestion): void {
  const [resource] = unknownResources;
  if (resource !== undefined) throw unknown(`There is no resource ${JSON.stringify(resource)}.`, 'anyOf');
  if (unknownApi !== null) throw unknown(`There is no API ${JSON.stringify(unknownApi)}.`, 'api');
}

function unknown(detail: string, field: string): ChaveiroError {
  return new ChaveiroError('invalid_request', detail, { field });
}
