import { hashSegment, newPathScan, type PathScan, scanPath, undoReservedEscapes } from './canonical-path.ts';
import type { RoutePolicy } from './change-feed.ts';
import { matchesMixed } from './mixed-segment.ts';
import { parseTemplate, RouteTemplateError, shapeOfSegment, type TemplateSegment } from './route-template.ts';

/** What a path of this method and shape requires. */
export interface Route {
  /** Its place in the table, from 0. */
  readonly number: number;
  readonly method: string;
  readonly template: string;
  /** Resources of which any one suffices. */
  readonly anyOf: readonly string[];
}

/** What a request is about. */
interface RouteMatch {
  readonly route: Route;
  /** Routes that the application may take it for instead, because of an escape that its router does not undo; all of them have to be open. */
  readonly others: readonly Route[];
}

/** Two routes of the same method and shape that accept different resources. */
export class RouteConflictError extends Error {
  constructor(route: Route, other: RoutePolicy) {
    super(
      `The routes ${route.method} "${route.template}" and ${other.method} "${other.path}" match the same paths, ` +
        'but accept different resources.',
    );
    this.name = 'RouteConflictError';
  }
}

/** The routes of one API, ready to be matched. */
export interface RouteTable {
  readonly routes: readonly Route[];
  /** The route of a request, or the code with which it is denied. HEAD without a route of its own is GET. */
  match(method: string, path: string): RouteMatch | 'bad_path' | 'unknown_route';
}

const methodPattern = /^[A-Z][A-Z-]{0,31}$/;

/**
 * Builds the table. Throws `RouteTemplateError` for a policy that cannot be matched, and
 * `RouteConflictError` for two of one shape that differ; two that say the same are one route.
 */
export function compileRoutes(policies: readonly RoutePolicy[]): RouteTable {
  const routes: Route[] = [];
  const roots = new Map<string, RouteNode>();
  for (const policy of policies) {
    if (!methodPattern.test(policy.method)) {
      throw new RouteTemplateError(policy.path, `has the method "${policy.method}": it is written in capitals`);
    }
    if (policy.anyOf.length === 0)
      throw new RouteTemplateError(policy.path, 'accepts no resource, so nobody could call it');
    const template = parseTemplate(policy.path);
    let node = roots.get(policy.method);
    if (node === undefined) {
      node = new RouteNode();
      roots.set(policy.method, node);
    }
    for (const segment of template.segments) node = node.child(segment);
    const slot = template.hasTrailingSlash ? 'routeWithSlash' : 'route';
    const same = node[slot];
    if (same === undefined) {
      const route = { number: routes.length, method: policy.method, template: policy.path, anyOf: policy.anyOf };
      node[slot] = route;
      routes.push(route);
    } else if (!isSameSet(same.anyOf, policy.anyOf)) throw new RouteConflictError(same, policy);
  }
  // Most paths mean one route: its match is made once.
  const alone = routes.map((route): RouteMatch => ({ route, others: [] }));
  const find = (method: string, path: string) => roots.get(method)?.find(path, scan, 0);
  return {
    routes,
    match: (method, path) => {
      if (!scanPath(path, scan)) return 'bad_path';
      if (scan.hasReservedEscape) return matchReadings(roots, method, path) ?? missing();
      const route = find(method, path) ?? (method === 'HEAD' ? find('GET', path) : undefined);
      return route === undefined ? missing() : (alone[route.number] as RouteMatch);
    },
  };
}

/** A slash at the end is part of a canonical path only where a route has one. That of "/" is no such slash. */
function missing(): 'bad_path' | 'unknown_route' {
  return scan.hasTrailingSlash && scan.segmentCount > 0 ? 'bad_path' : 'unknown_route';
}

/** What a path means that has an escape which could stand raw. Texts are compared with such escapes undone. */
function matchReadings(roots: ReadonlyMap<string, RouteNode>, method: string, path: string): RouteMatch | undefined {
  const undone = undoReservedEscapes(path.split('?', 1)[0] as string);
  scanPath(path, escapedScan);
  scanPath(undone, scan);
  const found = new Set<Route>();
  const readings = { escaped: path, escapedScan, undone, scan, found };
  const isSure = roots.get(method)?.collect(readings, 0) ?? false;
  if (method === 'HEAD' && !isSure) roots.get('GET')?.collect(readings, 0);
  const [route, ...others] = found;
  return route === undefined ? undefined : { route, others };
}

// Matching is synchronous, so one scan of each kind serves all tables.
const scan = newPathScan();
const escapedScan = newPathScan();

/** A path as it was sent and with what could stand raw undone; both have the same segments. */
interface Readings {
  readonly escaped: string;
  readonly escapedScan: PathScan;
  readonly undone: string;
  readonly scan: PathScan;
  readonly found: Set<Route>;
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  const members = new Set(one);
  return members.size === new Set(other).size && other.every((member) => members.has(member));
}

interface MixedChild {
  readonly texts: readonly string[];
  readonly shape: string;
  readonly node: RouteNode;
}

/**
 * The templates that begin with the same segments.
 *
 * Segment by segment, from the left: the same text first, then templates that mix text and
 * parameters, then a whole parameter; when one of these leads nowhere, the next is tried. Of
 * several that mix, the one with more text comes first, then the one whose shape is smaller in bytes.
 *
 * A node stands at one depth and is reached from one parent, so it is entered at most once for a
 * path: however hostile table and path are, trying again never costs more than the size of the table.
 */
export class RouteNode {
  route: Route | undefined;
  routeWithSlash: Route | undefined;
  readonly #literals = new LiteralChildren();
  readonly #mixed: MixedChild[] = [];
  #parameter: RouteNode | undefined;

  /** The node behind a segment, made when there is none. */
  child(segment: TemplateSegment): RouteNode {
    if (segment.kind === 'literal') return this.#literals.get(segment.text);
    if (segment.kind === 'parameter') {
      this.#parameter ??= new RouteNode();
      return this.#parameter;
    }
    const shape = shapeOfSegment(segment);
    let child = this.#mixed.find((other) => other.shape === shape);
    if (child === undefined) {
      child = { texts: segment.texts, shape, node: new RouteNode() };
      this.#mixed.push(child);
      this.#mixed.sort((one, other) => lengthOf(other) - lengthOf(one) || (one.shape < other.shape ? -1 : 1));
    }
    return child.node;
  }

  /** The route of the segments from `depth` on. */
  find(path: string, scan: PathScan, depth: number): Route | undefined {
    if (depth === scan.segmentCount) return scan.hasTrailingSlash ? this.routeWithSlash : this.route;
    // No template is so long that a path with more segments than are remembered could come this far.
    const start = scan.starts[depth] as number;
    const end = scan.ends[depth] as number;
    const literal = this.#literals.find(path, start, end, scan.hashes[depth] as number);
    let route = literal?.find(path, scan, depth + 1);
    for (let number = 0; route === undefined && number < this.#mixed.length; number++) {
      const mixed = this.#mixed[number] as MixedChild;
      if (matchesMixed(path, start, end, mixed.texts)) route = mixed.node.find(path, scan, depth + 1);
    }
    return route ?? this.#parameter?.find(path, scan, depth + 1);
  }

  /**
   * Adds every route of the segments from `depth` on that a path may mean, whichever of its escapes
   * the application's router undoes before it compares; first the one that is meant when all are
   * undone. Answers whether each reading has found one, so that nothing further on is meant.
   */
  collect(readings: Readings, depth: number): boolean {
    const { escaped, escapedScan, undone, scan, found } = readings;
    if (depth === scan.segmentCount) {
      const route = scan.hasTrailingSlash ? this.routeWithSlash : this.route;
      if (route !== undefined) found.add(route);
      return route !== undefined;
    }
    const start = scan.starts[depth] as number;
    const end = scan.ends[depth] as number;
    const sentStart = escapedScan.starts[depth] as number;
    const sentEnd = escapedScan.ends[depth] as number;
    const hasEscape = sentEnd - sentStart !== end - start;
    const literal = this.#literals.find(undone, start, end, scan.hashes[depth] as number);
    if (literal?.collect(readings, depth + 1) === true && !hasEscape) return true;
    for (const { texts, node } of this.#mixed) {
      if (!matchesMixed(undone, start, end, texts)) continue;
      const isSure = node.collect(readings, depth + 1);
      if (isSure && (!hasEscape || matchesMixed(escaped, sentStart, sentEnd, texts))) return true;
    }
    return this.#parameter?.collect(readings, depth + 1) ?? false;
  }
}

function lengthOf(mixed: MixedChild): number {
  return mixed.texts.reduce((sum, text) => sum + text.length, 0);
}

/** Children by their text, found by the hash that the scan has computed: nothing is cut out of the path. */
class LiteralChildren {
  #slots: ({ readonly hash: number; readonly text: string; readonly node: RouteNode } | undefined)[] = [undefined];
  #used = 0;

  /** The child of this text, made when there is none. */
  get(text: string): RouteNode {
    const hash = hashSegment(text);
    const found = this.find(text, 0, text.length, hash);
    if (found !== undefined) return found;
    if (++this.#used * 2 > this.#slots.length) {
      const old = this.#slots;
      this.#slots = new Array(old.length * 2).fill(undefined);
      for (const child of old) if (child !== undefined) this.#slots[this.#freeSlot(child.hash)] = child;
    }
    const node = new RouteNode();
    this.#slots[this.#freeSlot(hash)] = { hash, text, node };
    return node;
  }

  find(path: string, start: number, end: number, hash: number): RouteNode | undefined {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const child = this.#slots[slot];
      if (child === undefined) return undefined;
      if (child.hash === hash && child.text.length === end - start && path.startsWith(child.text, start)) {
        return child.node;
      }
    }
  }

  #freeSlot(hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== undefined) slot = (slot + 1) & mask;
    return slot;
  }
}
