/** The middle value; the mean of the two middle ones of an even number. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Linear between the two nearest ranks. */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) throw new Error('no values to summarise');
  const sorted = [...values].sort((a, b) => a - b);
  const rank = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(rank)] as number;
  const above = sorted[Math.ceil(rank)] as number;
  return below + (above - below) * (rank - Math.floor(rank));
}

/** `12.3 (11.9 … 12.8)`: the median, and the range of all samples, which shows the noise. */
export function withRange(values: readonly number[], digits: number): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return `${grouped(median(values), digits)} (${grouped(low, digits)} … ${grouped(high, digits)})`;
}

/** A number with commas between thousands. */
export function grouped(value: number, digits = 0): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
