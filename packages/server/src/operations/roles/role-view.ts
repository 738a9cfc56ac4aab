/** A role as lists show it. Times in ISO 8601, UTC, with milliseconds. */
export interface RoleView {
  readonly id: number;
  readonly name: string;
  readonly kind: 'owner' | 'predefined' | 'custom';
  /** The template it came from; `null` unless predefined. */
  readonly template: string | null;
  /** Owner: every resource, present and future, without listing them. */
  readonly holdsEverything: boolean;
  readonly resources: readonly string[];
  readonly createdAt: string;
}
