import type { TriedPair } from '../../api/decisions.ts';

export type QuestionKind = 'any' | 'resources' | 'route';

/** What is asked about a pair, as the form has it: all three at once, of which one is meant. */
export interface Question {
  readonly kind: QuestionKind;
  readonly resources: readonly string[];
  readonly api: string;
  readonly method: string;
  readonly path: string;
}

export const emptyQuestion: Question = { kind: 'resources', resources: [], api: '', method: 'GET', path: '' };

/** The part of it that is meant, as the API takes it. */
export function requirementOf({ kind, resources, api, method, path }: Question): Partial<TriedPair> {
  if (kind === 'resources') return { anyOf: resources };
  return kind === 'route' ? { api: api.trim(), method, path: path.trim() } : {};
}
