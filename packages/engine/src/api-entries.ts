import type { ApiRecord } from './change-feed.ts';
import type { ResourceBits } from './resource-bits.ts';
import { compileRoutes, type RouteTable } from './route-table.ts';

/** An API's route table. The same object for as long as the index lives, also when its routes are replaced. */
export interface ApiEntry {
  revision: number;
  /** `null` when its routes cannot be compiled: then the API counts as unknown and opens nothing. */
  table: RouteTable | null;
  /** For each route the bits of its resources, in their order; -1 for one that does not exist. */
  bits: readonly (readonly number[])[];
}

/** APIs by name. */
export class ApiEntries {
  readonly #resources: ResourceBits;
  readonly #byName = new Map<string, ApiEntry>();

  constructor(resources: ResourceBits) {
    this.#resources = resources;
  }

  /** Answers whether the record was newer than what is held. */
  apply(record: ApiRecord): boolean {
    let entry = this.#byName.get(record.name);
    if (entry !== undefined && record.revision <= entry.revision) return false;
    if (entry === undefined) {
      entry = { revision: record.revision, table: null, bits: [] };
      this.#byName.set(record.name, entry);
    }
    entry.revision = record.revision;
    entry.table = tryCompile(record);
    this.#findBits(entry);
    return true;
  }

  /** Has to be called when a resource begins to exist: routes may have named it before. */
  findBitsAgain(): void {
    for (const entry of this.#byName.values()) this.#findBits(entry);
  }

  /** `undefined` for an API that does not exist. */
  find(name: string): ApiEntry | undefined {
    const entry = this.#byName.get(name);
    return entry?.table === null ? undefined : entry;
  }

  #findBits(entry: ApiEntry): void {
    const routes = entry.table?.routes ?? [];
    entry.bits = routes.map((route) => route.anyOf.map((key) => this.#resources.findBit(key) ?? -1));
  }
}

function tryCompile(record: ApiRecord): RouteTable | null {
  try {
    return compileRoutes(record.routes);
  } catch {
    return null;
  }
}
