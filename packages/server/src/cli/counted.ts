/** A number with its noun: "1 key", "2 keys". Nouns whose plural is not one more "s" give it. */
export function counted(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
