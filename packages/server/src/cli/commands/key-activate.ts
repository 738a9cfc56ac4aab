import { setKeyStatusCommand } from '../set-key-status-command.ts';

export const keyActivate = setKeyStatusCommand(true, {
  verb: 'activate',
  summary: 'Activates a key: its token is accepted again',
  outcome: 'is active',
  dryOutcome: 'would be active. Nothing was changed',
});
