/**
 * The six capitals at the end of a key string, another one for each number below 26^5. The first is
 * always `Z`, so that few of the server's own random ones begin alike.
 */
export function keyLetters(number: number): string {
  let letters = '';
  for (let rest = number, place = 0; place < 5; place++, rest = Math.floor(rest / 26)) {
    letters = String.fromCharCode(65 + (rest % 26)) + letters;
  }
  return `Z${letters}`;
}
