import { setAccountStatusCommand } from '../set-account-status-command.ts';

export const accountDeactivate = setAccountStatusCommand(false, {
  verb: 'deactivate',
  summary: 'Deactivates an account: its keys are refused everywhere, and whoever calls it is denied',
  outcome: 'is inactive: its keys are refused everywhere, and whoever calls it is denied',
});
