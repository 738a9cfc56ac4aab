import type { Resource } from '../../domain/resource.ts';

export interface ResourceReader {
  /** All resources, by key. */
  listResources(): Promise<Resource[]>;
  /** Those of the keys that exist. */
  findResources(keys: readonly string[]): Promise<Resource[]>;
}

export interface ResourceWriter {
  /** Inserts the resource, or adds the places that it lacks; answers whether anything changed. Never changes name or description of one that exists. */
  putResource(resource: Resource): Promise<boolean>;
}
