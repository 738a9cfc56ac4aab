import { setKeyStatusCommand } from '../set-key-status-command.ts';

export const keyDeactivate = setKeyStatusCommand(false, {
  verb: 'deactivate',
  summary: 'Deactivates a key: it is refused in every account until it is activated again',
  outcome: 'is inactive: it is refused in every account',
  dryOutcome: 'would be inactive: it would be refused in every account. Nothing was changed',
});
