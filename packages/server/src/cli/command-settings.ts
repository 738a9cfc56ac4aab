import { type Setting, settings } from '../settings.ts';
import type { Command } from './command.ts';

/** The settings that are flags of a command. */
export function commandSettings(command: Pick<Command, 'settings'>): readonly Setting<unknown>[] {
  const all: Setting<unknown>[] = Object.values(settings);
  if (command.settings === 'none') return [];
  if (command.settings === 'installation') return all.filter((each) => each.isForEveryCommand);
  return all.filter(({ isFor }) => isFor === command.settings || isFor === 'both');
}
