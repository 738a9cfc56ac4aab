/** What one check of an installation found. */
export interface Finding {
  /** What was checked, in kebab-case; the same name in every run, for scripts. */
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'problem';
  /** How it is, in sentences. */
  readonly detail: string;
  /** What to do about it; `null` when all is well. */
  readonly remedy: string | null;
}

export function ok(check: string, detail: string): Finding {
  return { check, status: 'ok', detail, remedy: null };
}

/** Works, and should be otherwise. */
export function warning(check: string, detail: string, remedy: string): Finding {
  return { check, status: 'warning', detail, remedy };
}

/** Does not work, or does not keep what was promised. */
export function problem(check: string, detail: string, remedy: string): Finding {
  return { check, status: 'problem', detail, remedy };
}
