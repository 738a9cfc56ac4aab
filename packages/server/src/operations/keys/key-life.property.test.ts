import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { createVerifier, type ResolvedQuestion, type TokenRole, type Verifier } from '#engine';
import { times } from '../../../../../test/support/long.ts';
import { ChaveiroError } from '../../domain/errors.ts';
import { withTokenKeys } from '../../domain/token-keys.ts';
import { shops } from '../both-engines.fixture.ts';
import type { OperationContext } from '../context.ts';
import { addExternalKey } from '../external-keys/add-external-key.ts';
import { removeExternalKey } from '../external-keys/remove-external-key.ts';
import { operator, type Shop } from '../shop.fixture.ts';
import { changeKey } from './change-key.ts';
import { deleteKey } from './delete-key.ts';
import { finishRenewal, undoRenewal } from './end-renewal.ts';
import { happen, liveTokens, type ModelKey, newKey, type Verb, verbs, verdictOn } from './key-model.fixture.ts';
import { showKey } from './show-key.ts';
import { startRenewal } from './start-renewal.ts';

const home = 'lojaverde';
const abroad = 'lojaazul';

/** So often in an hour may an account ask in vain for an external key; nobody here does it oftener. */
const betweenStepsMs = 4 * 60_000;

/** A real installation: a database, operations, and a verifier that reads the changes. */
interface World {
  readonly shop: Shop;
  readonly context: OperationContext;
  readonly verifier: Verifier;
  readonly targets: Readonly<Record<'home' | 'abroad', ResolvedQuestion>>;
  /** A role in each account, and what opens with it. */
  readonly roles: Readonly<Record<'home' | 'abroad', number>>;
  /** How often each thing came out in each way. */
  readonly seen: Map<string, number>;
}

interface RealKey {
  readonly id: string;
  readonly appKey: string;
  /** Every token that was ever issued, by its number. */
  readonly tokens: string[];
}

/** The keys of one run, as the model has them or as they really are, in the same order. */
interface Run<Key> {
  readonly keys: readonly Key[];
}

function startVerifier({ storage, context, clock }: Shop): Verifier {
  const feed = withTokenKeys(storage.feed, context.peppers);
  // It reads whenever something changed, and never in between: nothing that it knows came by chance.
  const pollMs = 3_600_000;
  return createVerifier({
    feed,
    clock: () => clock.now,
    pollMs,
    maxStalenessMs: pollMs,
    whenStale: 'deny',
    // The test asks faster than any network could: how much wrong tokens may cost is no part of the model.
    slowChecks: { take: () => true },
  });
}

async function openWorld(t: TestContext, open: (t: TestContext) => Promise<Shop>): Promise<World> {
  const shop = await open(t);
  const roles = { home: await shop.addRole(home, ['OMSViewer']), abroad: await shop.addRole(abroad, ['OMSViewer']) };
  const verifier = startVerifier(shop);
  t.after(() => verifier.stop());
  await verifier.start();
  const requirement = { kind: 'any-of', resources: ['OMSViewer'] } as const;
  return {
    shop,
    context: {
      ...shop.context,
      onChanged: async (revision) => assert.ok(await verifier.waitFor(revision, 60_000), 'the change was not read'),
    },
    verifier,
    targets: { home: verifier.resolve({ requirement }), abroad: verifier.resolve({ account: abroad, requirement }) },
    roles,
    seen: new Map(),
  };
}

function count({ seen }: World, what: string): void {
  seen.set(what, (seen.get(what) ?? 0) + 1);
}

/** Does what the verb says, as the operator; throws what the operation throws. */
async function perform({ context, roles }: World, key: RealKey, verb: Verb): Promise<void> {
  const input = { account: home, key: key.id };
  switch (verb) {
    case 'renew':
      key.tokens.push((await startRenewal(context, operator, input)).value.appToken);
      return;
    case 'finish':
      await finishRenewal(context, operator, input);
      return;
    case 'undo':
      await undoRenewal(context, operator, input);
      return;
    case 'deactivate':
    case 'activate':
      await changeKey(context, operator, { ...input, isActive: verb === 'activate' });
      return;
    case 'delete':
      await deleteKey(context, operator, input);
      return;
    case 'grant':
      await addExternalKey(context, operator, { account: abroad, appKey: key.appKey, roleIds: [roles.abroad] });
      return;
    case 'remove':
      await removeExternalKey(context, operator, { account: abroad, key: key.id });
      return;
  }
}

function codeOf(error: unknown): string {
  if (error instanceof ChaveiroError) return error.code;
  throw error;
}

/** Every token ever issued, with the string of its own key and of the others, in both accounts. */
async function checkDecisions(
  world: World,
  verifier: Verifier,
  models: readonly ModelKey[],
  keys: readonly RealKey[],
): Promise<void> {
  for (const [k, model] of models.entries()) {
    for (const where of ['home', 'abroad'] as const) {
      const decide = (appKey: string, appToken: string) =>
        verifier.decide({ appKey, appToken, target: world.targets[where] });
      for (const [number, appToken] of (keys[k] as RealKey).tokens.entries()) {
        for (const [other, { appKey }] of keys.entries()) {
          const { code, token } = decide(appKey, appToken);
          const expected = other === k ? verdictOn(model, number, where) : 'invalid_credentials';
          const role = expected === 'invalid_credentials' ? null : model.tokens[number];
          assert.deepEqual([code, token], [expected, role], `key ${k}, token ${number}, ${where}, named as ${other}`);
          if (other === k) count(world, `verify ${where}: ${code}`);
        }
      }
    }
  }
}

/** C2, and more exactly: the tokens by which nodes decide are those of the model, active or not. */
function checkTokens({ verifier }: World, model: ModelKey, { appKey }: RealKey): void {
  const { tokens } = verifier.index;
  const roles: TokenRole[] = [];
  for (let row = tokens.first(verifier.index.find(appKey)); row !== 0; row = tokens.next(row)) {
    roles.push(tokens.role(row));
  }
  if (!model.isDeleted) assert.ok(roles.length === 1 || roles.length === 2, `the key has ${roles.length} tokens`);
  assert.deepEqual(roles.sort(), liveTokens(model).toSorted());
}

/** What the account sees of its key. */
async function checkView({ context }: World, model: ModelKey, key: RealKey): Promise<void> {
  const view = await showKey(context, operator, { account: home, key: key.id }).catch(codeOf);
  if (model.isDeleted || typeof view === 'string') {
    assert.deepEqual([view, model.isDeleted], ['not_found', true]);
    return;
  }
  const roles = view.tokens.map(({ role }) => role).sort();
  assert.deepEqual(
    [view.isActive, view.renewal !== null, roles],
    [model.isActive, model.tokens.includes('new'), liveTokens(model).toSorted()],
  );
}

type Command = fc.AsyncCommand<Run<ModelKey>, Run<RealKey>>;

function change(world: World, verb: Verb, k: number): Command {
  return {
    check: () => true,
    toString: () => `${verb} key ${k}`,
    async run(models, real) {
      const [model, key] = [models.keys[k] as ModelKey, real.keys[k] as RealKey];
      world.shop.clock.now += betweenStepsMs;
      const outcome = await perform(world, key, verb).then(() => 'done', codeOf);
      assert.equal(outcome, happen(model, verb), `${verb} key ${k}`);
      count(world, `${verb}: ${outcome}`);
      checkTokens(world, model, key);
    },
  };
}

/** Not after every step: a token that has passed is remembered, and one that has not must end as well. */
function verifyAll(world: World): Command {
  return {
    check: () => true,
    toString: () => 'verify',
    run: async (models, real) => await checkDecisions(world, world.verifier, models.keys, real.keys),
  };
}

/** Of each verb so much, or else 2: nothing can be finished, undone or removed that was not begun. */
const weights: Partial<Record<Verb, number>> = { renew: 5, grant: 3 };

/** On two keys, so that one can be taken for the other. */
function commandsOf(world: World) {
  const which = fc.nat({ max: 1 });
  const changes = verbs.flatMap((verb) =>
    Array.from({ length: weights[verb] ?? 2 }, () => which.map((k) => change(world, verb, k))),
  );
  const verify = Array.from({ length: 4 }, () => fc.constant(verifyAll(world)));
  return fc.commands([...changes, ...verify], { maxCommands: 16, size: 'max' });
}

async function makeKeys({ shop, context, roles }: World): Promise<RealKey[]> {
  const keys = [await shop.addKey(home, [roles.home]), await shop.addKey(home, [roles.home])];
  await context.onChanged(await shop.storage.readRevision());
  return keys.map(({ id, appKey, appToken }) => ({ id, appKey, tokens: [appToken] }));
}

/** Everything that has to come out, and often: a run that never saw it proves nothing. */
const outcomes = [
  ...['activate: done', 'activate: not_found', 'deactivate: done', 'deactivate: not_found'],
  ...['delete: done', 'delete: not_found', 'finish: done', 'finish: no_renewal', 'finish: not_found'],
  ...['grant: done', 'grant: external_key_exists', 'grant: not_found', 'remove: done', 'remove: not_found'],
  ...['renew: done', 'renew: not_found', 'renew: renewal_pending', 'undo: done', 'undo: no_renewal', 'undo: not_found'],
  ...['verify abroad: allowed', 'verify abroad: invalid_credentials', 'verify abroad: key_inactive'],
  ...[
    'verify abroad: no_grant',
    'verify home: allowed',
    'verify home: invalid_credentials',
    'verify home: key_inactive',
  ],
];

const leastOften = 3;
const maxRounds = 5;

function hasSeenAll({ seen }: World): boolean {
  return outcomes.every((what) => (seen.get(what) ?? 0) >= leastOften);
}

for (const [engine, open] of Object.entries(shops)) {
  test(`C2 on ${engine}: whatever happens to keys, in any order, every step, refusal and decision is that of a naive model, and a key has one token or two`, async (t) => {
    const world = await openWorld(t, open);
    const lives: { model: readonly ModelKey[]; real: readonly RealKey[] }[] = [];
    const property = fc.asyncProperty(commandsOf(world), async (commands) => {
      const model = { keys: [newKey(), newKey()] };
      const real = { keys: await makeKeys(world) };
      await fc.asyncModelRun(() => ({ model, real }), commands);
      await checkDecisions(world, world.verifier, model.keys, real.keys);
      for (const k of [0, 1]) await checkView(world, model.keys[k] as ModelKey, real.keys[k] as RealKey);
      lives.push({ model: model.keys, real: real.keys });
    });
    // The model is the same; what an engine could get wrong in a step is in its contract.
    const numRuns = times({ short: engine === 'sqlite' ? 300 : 60, long: 10_000 });
    // Chance may leave out an outcome that is rare: then there is another round.
    for (let round = 0; round < maxRounds && !hasSeenAll(world); round++) await fc.assert(property, { numRuns });
    // A node that starts now, and reads everything at once, comes to the same as the one that followed.
    const late = startVerifier(world.shop);
    t.after(() => late.stop());
    await late.start();
    for (const { model, real } of lives) await checkDecisions(world, late, model, real);
    assert.deepEqual([...world.seen.keys()].sort(), outcomes);
    for (const [what, often] of world.seen) assert.ok(often >= leastOften, `${what}: only ${often} times`);
  });
}
