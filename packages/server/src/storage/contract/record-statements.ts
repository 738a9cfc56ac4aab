import type { CompiledQuery, Kysely, KyselyPlugin } from 'kysely';
import type { Tables } from '../queries/tables.ts';
import type { ContractContext } from './subject.ts';

/** What `work` answers, and the statements that it took. */
export async function recordStatements<T>(
  db: Kysely<Tables>,
  work: (recorded: Kysely<Tables>) => Promise<T>,
): Promise<{ value: T; statements: CompiledQuery[] }> {
  const statements: CompiledQuery[] = [];
  const recorder: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      statements.push(db.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { value: await work(db.withPlugin(recorder)), statements };
}

/** The plan of each statement, a step a line. */
export async function explainAll(
  { subject, db }: ContractContext,
  statements: readonly CompiledQuery[],
): Promise<string[][]> {
  const plans: string[][] = [];
  for (const statement of statements) plans.push(await subject.explain(db, statement));
  return plans;
}
