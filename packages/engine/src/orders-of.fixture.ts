/** All orders of a list. */
export function* ordersOf<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [place, item] of items.entries()) {
    for (const rest of ordersOf(items.toSpliced(place, 1))) yield [item, ...rest];
  }
}
