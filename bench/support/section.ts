/** A table of the report. Cells are Markdown. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** One figure that was promised, and what was measured. */
export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** What one benchmark has to say. */
export interface Section {
  readonly title: string;
  readonly goals: readonly Goal[];
  readonly tables: readonly Table[];
  /** Method and reading, a paragraph each. */
  readonly notes: readonly string[];
}

/** A goal of at most `limit`. */
export function atMost(what: string, measured: number, limit: number, show: (value: number) => string): Goal {
  return { what, goal: `≤ ${show(limit)}`, measured: show(measured), isMet: measured <= limit };
}

/** A goal of at least `limit`. */
export function atLeast(what: string, measured: number, limit: number, show: (value: number) => string): Goal {
  return { what, goal: `≥ ${show(limit)}`, measured: show(measured), isMet: measured >= limit };
}

/** `0.93 ×` */
export function asRatio(value: number): string {
  return `${value.toFixed(2)} ×`;
}
