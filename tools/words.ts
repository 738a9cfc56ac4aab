/** Words that the field does not know, or that name two things, and what is said here instead. */
export const words: readonly { readonly wrong: RegExp; readonly right: string }[] = [
  { wrong: /\bSo many\b/, right: 'the number’s subject first: "Failed look-ups allowed per hour"' },
  { wrong: /\b(enterAccount|Entrance)\b/, right: 'authorizeInAccount, AccountAccess' },
  { wrong: /\bresourcesByDoor\b/, right: 'rightsBySurface' },
  { wrong: /\b(create|do)Judge\b|\bjudge[A-Z]/, right: 'decide, codeFor…, check…' },
  { wrong: /\b[rR]ecognised?\b(?=[(:<])/, right: 'identifyHolder, Holder' },
  { wrong: /\bundecided\(/, right: 'deny…' },
  { wrong: /\.mention\(/, right: 'getOrCreate' },
  { wrong: /\bsealedForMs|keptForMs\b/, right: 'secretTtlMs, recordTtlMs' },
  { wrong: /[kK]eptAnswer\b/, right: 'idempotencyRecord' },
  { wrong: /\b(stayAway|isAway)\b/, right: 'markUnavailable, isUnavailable' },
  { wrong: /\.concerns\b|\bconcerns\??: |concernsOf\b/, right: 'alsoVisibleTo' },
  {
    wrong: /\b(UnnamedActor|hidesFrom|hasPlaceToGo|mayEnter)\b/,
    right: 'NonCaller, isHiddenFrom, hasMembership, canSignIn',
  },
];

/** Where a text says one of them, as `line: word`. */
export function wrongWordsIn(text: string): string[] {
  return text.split('\n').flatMap((line, at) =>
    words.flatMap(({ wrong, right }) => {
      const [found] = wrong.exec(line) ?? [];
      return found === undefined ? [] : [`${at + 1}: "${found}": here it is ${right}`];
    }),
  );
}
