/** Where a resource is shown. A resource may have several places; the first is the one it came with. */
export interface ResourcePlace {
  readonly product: string;
  readonly category: string;
}

/** One permission. It is its key, exact to the byte and unique in the installation. */
export interface Resource {
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly places: readonly ResourcePlace[];
}
