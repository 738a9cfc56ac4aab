import './sparkline.css';

interface SparklineProps {
  /** One number for each day, the oldest first. */
  readonly values: readonly number[];
  /** What it shows, in words. */
  readonly label: string;
}

const barWidth = 4;
const gap = 1;
const height = 20;

/** Bars as high as the highest allows; a day with little is seen, and one with nothing is a line. */
export function Sparkline({ values, label }: SparklineProps) {
  const highest = Math.max(1, ...values);
  const width = values.length * (barWidth + gap) - gap;
  return (
    <svg
      className="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      {values.map((value, i) => {
        const barHeight = value === 0 ? 1 : Math.max(3, Math.round((value / highest) * height));
        const place = { x: i * (barWidth + gap), y: height - barHeight, width: barWidth, height: barHeight };
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
        return <rect key={i} {...place} rx={value === 0 ? 0 : 1} />;
      })}
    </svg>
  );
}
