import type { RoutePolicy } from '@chaveiro/sdk';

export interface RouteReader {
  findRoutes(api: string): Promise<readonly RoutePolicy[] | undefined>;
}

export interface RouteWriter {
  /** Replaces the API's whole table. */
  putRoutes(api: string, routes: readonly RoutePolicy[]): Promise<void>;
}
