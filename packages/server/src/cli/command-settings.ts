import { type Setting, settings } from '../settings.ts';
import type { Command } from './command.ts';

/** The settings that are flags of a command. */
export function commandSettings(command: Pick<Command, 'settings'>): readonly Setting<unknown>[] {
  const all: Setting<unknown>[] = Object.values(settings);
  if (command.settings === 'none') return [];
  return command.settings === 'server' ? all : all.filter((each) => each.isForEveryCommand);
}
