/** Letters that Unicode does not take apart, as the server folds them. */
const letters: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th' },
  ...{ ł: 'l', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ŧ: 't', ς: 'σ' },
};
const letter = new RegExp(`[${Object.keys(letters).join('')}]`, 'gu');

/** Without case and accents, as the server searches. */
export function plainText(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(letter, (each) => letters[each] as string)
    .trim();
}
