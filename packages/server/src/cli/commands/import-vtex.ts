import { ChaveiroError } from '../../domain/errors.ts';
import { importVtexKeys, type VtexImport } from '../../operations/keys/import-vtex-keys.ts';
import { isSheetOfGeneratedKeys } from '../../operations/keys/parse-vtex-sheet.ts';
import { defineCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { linkOption, warnOfPublicUrl } from '../delivery-text.ts';
import { operator } from '../operator.ts';
import { withProgress } from '../progress.ts';
import { alignColumns, printable } from '../table.ts';
import { withInstallation } from '../with-installation.ts';
import { readWorkbook } from '../workbook/read-workbook.ts';

/** A key with its new token, or the link to it. */
interface NewCredential {
  readonly row: number;
  readonly id: string;
  readonly appKey: string;
  readonly appToken?: string;
  readonly link?: { readonly url: string; readonly expiresAt: string };
}

export const importVtex = defineCommand({
  name: 'import vtex',
  summary: "Takes in the keys of VTEX's export, each with a new token",
  parameter: { name: 'FILE', description: 'the XLSX file that Export on the page API Keys of VTEX gives' },
  options: {
    account: { takes: 'NAME', isRequired: true, description: 'the account that is to own the keys' },
    link: linkOption,
    grants: { description: 'gives custom roles of the file the rights that VTEX gave to whoever had them' },
    'dry-run': { description: 'only says what would happen' },
  },
  settings: 'installation',
  notes: [
    'Key strings, labels, roles, dates and status are taken over from the sheet of generated keys. Tokens are in no export, so ' +
      'each key gets a new one, shown once: put it where the old one is used. Keys that were inactive stay so.',
    'A cell may name several roles, with a comma, semicolon, bar or line break between them. It is read against the names of the ' +
      'roles that there are, for a name may hold a comma itself: a cell that can be read in two ways is refused, and how the ' +
      'others were read is said. What chaveiro export writes is read back as it is.',
    'Predefined roles are added to the account when a key of the file has them. An export does not say what a custom role ' +
      'holds: create it first, under the same name. A file with one mistake is refused whole, with the rows.',
    'Keys go in by changes of 100, and their tokens are printed after each. Importing the file again goes on where it ' +
      'stopped; keys that are here stay as they are and get no other token: for a token that was lost, run key renew.',
    'With --json: {added: [{row, id, appKey, appToken or link}], unchanged, rolesAdded, readings, grants}, in a dry run {wouldAdd, …}; when it ' +
      'breaks off, with what was added and {error: {code, detail}}.',
  ],
  examples: [
    'chaveiro import vtex keys.xlsx --account lojaverde --dry-run',
    'chaveiro import vtex keys.xlsx --account lojaverde --link --public-url https://keys.example.com',
  ],
  run: async (call) => {
    const { account, link, grants: withGrants, 'dry-run': dryRun } = call.options;
    const sheets = await readWorkbook(call.parameter);
    const sheet = sheets.find(({ cells }) => isSheetOfGeneratedKeys(cells))?.cells;
    if (sheet === undefined) {
      const names = sheets.map(({ name }) => printable(name)).join(', ');
      const text = `${call.parameter} has no sheet of generated keys; its sheets are ${names}.`;
      throw new ChaveiroError('invalid_request', text, { field: 'FILE' });
    }
    if (link) warnOfPublicUrl(call);
    return withInstallation(call, async (operations) => {
      const added: NewCredential[] = [];
      const onAdded = (keys: readonly NewCredential[]) => {
        added.push(...keys);
        if (!call.json) call.terminal.write(`${credentialsText(keys)}\n`);
      };
      const input = { account, sheet, withGrants, dryRun, onAdded, delivery: link ? 'link' : 'token' } as const;
      try {
        const { added: planned, ...result } = await withProgress(
          call.terminal,
          'Importing keys',
          () => importVtexKeys(operations, operator, input),
          () => `${added.length} of up to ${sheet.length - 1}`,
        );
        const json = dryRun ? { wouldAdd: planned, ...result } : { added, ...result };
        return { json, text: importText({ ...result, added: planned }, account, dryRun) };
      } catch (error) {
        if (!(error instanceof ChaveiroError) || added.length === 0) throw error;
        // Whoever sees only the error would never have these tokens.
        const { code, message } = error;
        const text = `Stopped after ${counted(added.length, 'key')}: ${message} Run it again to go on.`;
        return { json: { added, error: { code, detail: message } }, text, isNegative: true };
      }
    });
  },
});

function credentialsText(keys: readonly NewCredential[]): string {
  return alignColumns(keys.map(({ appKey, appToken, link }) => [printable(appKey), appToken ?? link?.url ?? '']));
}

function importText(
  { added, unchanged, rolesAdded, readings, grants }: VtexImport,
  account: string,
  dryRun: boolean,
): string {
  const would = dryRun ? 'would be ' : '';
  const offers = grants.map(({ role, resources, isGiven }) => {
    const rights = resources.join(', ');
    const what = isGiven ? `${would}given to it` : 'not given to it here';
    return `Whoever has "${printable(role)}" in VTEX also has ${rights}: ${what}.`;
  });
  const read = readings.map(({ cell, roles }) => `${quoted(cell)} was read as ${roles.map(quoted).join(' and ')}.`);
  return [
    `${counted(added.length, 'key')} ${would}taken in, ${unchanged.length} here already.`,
    ...rolesAdded.map((name) => `The predefined role "${name}" ${dryRun ? 'would be' : 'was'} added to ${account}.`),
    ...read,
    ...offers,
    ...(added.length > 0 && !dryRun ? ['The tokens are shown this once: put each where its old one is used.'] : []),
  ].join('\n');
}

function quoted(text: string): string {
  return `"${printable(text)}"`;
}
