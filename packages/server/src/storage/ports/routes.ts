import type { RoutePolicy } from '#engine';

export interface RouteReader {
  findRoutes(api: string): Promise<readonly RoutePolicy[] | undefined>;
  /** All APIs that have a table, by name. */
  listApis(): Promise<{ readonly name: string; readonly routes: readonly RoutePolicy[] }[]>;
}

export interface RouteWriter {
  /** Replaces the API's whole table. */
  putRoutes(api: string, routes: readonly RoutePolicy[]): Promise<void>;
}
