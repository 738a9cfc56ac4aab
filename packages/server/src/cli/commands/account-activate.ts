import { setAccountStatusCommand } from '../set-account-status-command.ts';

export const accountActivate = setAccountStatusCommand(true, {
  verb: 'activate',
  summary: 'Activates an account: its keys work again',
  outcome: 'is active: its keys work again',
});
