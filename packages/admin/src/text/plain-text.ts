/** Without case and accents, as the server searches. */
export function plainText(text: string): string {
  return text.normalize('NFKD').toLowerCase().replaceAll(/\p{M}/gu, '').trim();
}
