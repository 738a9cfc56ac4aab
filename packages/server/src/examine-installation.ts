import type { Config } from './config.ts';
import { ChaveiroError } from './domain/errors.ts';
import { type Finding, problem } from './domain/finding.ts';
import { type Pepper, Peppers } from './domain/pepper.ts';
import { checkContents } from './operations/doctor/check-contents.ts';
import { checkNewestEvents } from './operations/doctor/check-newest-events.ts';
import { checkPeppers } from './operations/doctor/check-peppers.ts';
import { readPeppers } from './pepper-file.ts';
import type { DatabaseFacts, Examination, StorageEngine } from './storage/storage.ts';

/** What was found in the database and in the pepper file. */
export interface InstallationExamination {
  readonly findings: readonly Finding[];
  /** Where the database is in its stream of changes; `null` when it could not be read. */
  readonly place: Pick<DatabaseFacts, 'epoch' | 'revision'> | null;
}

/**
 * Looks at database and pepper file, as far as each can be read.
 *
 * @param explain what an operator is told when the database cannot be opened
 */
export async function examineWith(
  engine: StorageEngine,
  config: Config,
  explain: (error: unknown) => ChaveiroError,
): Promise<InstallationExamination> {
  let examination: Examination;
  try {
    examination = await engine.examine(config.databaseUrl);
  } catch (error) {
    const remedy =
      'Correct the setting, or bring the database back. Where there is none yet, chaveiro serve makes a SQLite file.';
    return { findings: [problem('database', explain(error).message, remedy)], place: null };
  }
  const { engine: name, findings, facts } = examination;
  if (facts === null) return { findings, place: null };
  const kept = { engine: name, auditRetentionDays: config.auditRetentionDays };
  return {
    findings: [...findings, ...checkContents(facts, kept), ...(await checkSecrets(config.pepperFile, facts))],
    place: facts,
  };
}

/** The pepper file, and what can be checked only with it. */
async function checkSecrets(file: string, facts: DatabaseFacts): Promise<Finding[]> {
  let peppers: Pepper[] | undefined;
  try {
    peppers = await readPeppers(file);
  } catch (error) {
    if (!(error instanceof ChaveiroError)) throw error;
    return [problem('peppers', error.message, 'Put back the pepper file of this installation.')];
  }
  const newest = peppers?.at(-1);
  if (peppers === undefined || newest === undefined) return checkPeppers(file, peppers, facts.peppers);
  return [...checkPeppers(file, peppers, facts.peppers), checkNewestEvents(new Peppers(peppers, newest.id), facts)];
}
