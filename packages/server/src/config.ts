/** Settings as they are found: flags, the environment, defaults. Nothing else in the program reads the environment. */
import { join } from 'node:path';
import { ChaveiroError } from './domain/errors.ts';
import { nearestName } from './domain/nearest-name.ts';
import { BadValue } from './setting-values.ts';
import { type Setting, settings } from './settings.ts';

/** The environment of the process, as `readEnvironment` gave it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Values of flags, by their name without the dashes. */
export type Flags = Readonly<Record<string, string | undefined>>;

type SettingName = keyof typeof settings;

/** All settings with their values. */
export type Config = { readonly [N in SettingName]: ReturnType<(typeof settings)[N]['parse']> };

/** A copy of the environment: the only place that reads it. */
export function readEnvironment(): Environment {
  return { ...process.env };
}

/**
 * The credential that `chaveiro verify` may take from the environment. No setting: there is no flag,
 * because arguments are visible to every process of the machine.
 */
export const credentialVariables = { appKey: 'CHAVEIRO_APP_KEY', appToken: 'CHAVEIRO_APP_TOKEN' } as const;

/** The same of the credential of `chaveiro edge`. */
export const nodeCredentialVariable = 'CHAVEIRO_CREDENTIAL';

/**
 * All settings: flags beat the environment, which beats defaults. A variable that is set but empty
 * counts as not set.
 *
 * Throws one `invalid_request` that names every bad value and what it should look like.
 */
export function loadConfig(env: Environment, flags: Flags): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(settings) as SettingName[]) {
    const declared: Setting<unknown> = settings[name];
    const given = givenText(declared, env, flags);
    try {
      const text = given?.text ?? fallbackText(declared, env, flags);
      values[name] = text === null ? null : declared.parse(text);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      // A default is bad only when the data directory in it is, and that is told already.
      if (given === undefined) continue;
      const shown = declared.mask?.(given.text) ?? given.text;
      problems.push(`${given.source} is ${JSON.stringify(shown)}; it takes ${declared.accepts}.`);
    }
  }
  if (problems.length > 0) throw new ChaveiroError('invalid_request', problems.join('\n'));
  return values as Config;
}

function givenText(declared: Setting<unknown>, env: Environment, flags: Flags) {
  const flag = flags[declared.flag];
  if (flag !== undefined) return { source: `--${declared.flag}`, text: flag };
  const variable = env[declared.variable];
  return variable === undefined || variable === '' ? undefined : { source: declared.variable, text: variable };
}

function fallbackText(declared: Setting<unknown>, env: Environment, flags: Flags): string | null {
  if (declared.fallback === null || !declared.fallback.includes('{data dir}')) return declared.fallback;
  const dataDir = givenText(settings.dataDir, env, flags)?.text ?? settings.dataDir.fallback ?? '.';
  const [scheme = '', file = ''] = declared.fallback.split('{data dir}');
  return scheme + join(dataDir, file);
}

/** Every setting as it may be shown, and where its value comes from: its flag, its variable, or `default`. */
export function settingSources(env: Environment, flags: Flags) {
  return Object.values(settings).map((declared: Setting<unknown>) => {
    const given = givenText(declared, env, flags);
    const text = given?.text ?? fallbackText(declared, env, flags);
    const value = text === null ? null : (declared.mask?.(text) ?? text);
    return { variable: declared.variable, value, source: given?.source ?? 'default' };
  });
}

/** One line for each variable that looks like ours and is not, with the name that was probably meant. */
export function unknownVariables(env: Environment): string[] {
  const known: string[] = [
    ...Object.values(settings).map((each) => each.variable),
    ...Object.values(credentialVariables),
    nodeCredentialVariable,
  ];
  return Object.keys(env)
    .filter((name) => name.startsWith('CHAVEIRO_') && !known.includes(name))
    .sort()
    .map((name) => {
      const meant = nearestName(name, known);
      return `${name} is no setting and changes nothing.${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
    });
}
