import './day-chart.css';
import { useFormat } from '../text/use-format.ts';
import { useText } from '../text/use-text.tsx';

interface ChartDay {
  /** Such as `2026-03-01`, UTC. */
  readonly day: string;
  readonly allowed: number;
  readonly denied: number;
}

interface DayChartProps {
  /** The oldest first, without gaps. */
  readonly days: readonly ChartDay[];
  /** What it shows, in words: it is hidden from screen readers, which have a table beside it. */
  readonly label: string;
}

const height = 100;
/** Of a day's width. */
const gap = 0.24;

/** A column for each day: what was allowed below, what was denied on top of it. */
export function DayChart({ days, label }: DayChartProps) {
  const t = useText();
  const { number, day: dayText } = useFormat();
  const top = niceTop(Math.max(...days.map(({ allowed, denied }) => allowed + denied)));
  const shown = [days[0], days[Math.floor(days.length / 2)], days.at(-1)];
  return (
    <div className="day-chart" role="img" aria-label={label}>
      <div className="day-chart-scale" aria-hidden>
        <span>{number(top)}</span>
        <span>{number(top / 2)}</span>
        <span>0</span>
      </div>
      <svg viewBox={`0 0 ${days.length} ${height}`} preserveAspectRatio="none" aria-hidden>
        {[0, height / 2].map((y) => (
          <line key={y} className="day-chart-line" x1={0} x2={days.length} y1={y} y2={y} />
        ))}
        {days.map(({ day, allowed, denied }, i) => {
          const [allowedHeight, deniedHeight] = [allowed, denied].map((count) => barHeight(count, top));
          const bar = { x: i + gap / 2, width: 1 - gap };
          return (
            <g key={day}>
              <rect className="day-chart-column" x={i} y={0} width={1} height={height}>
                <title>
                  {t('key.dayCounts', { day: dayText(day), allowed: number(allowed), denied: number(denied) })}
                </title>
              </rect>
              <rect className="day-chart-allowed" {...bar} y={height - (allowedHeight ?? 0)} height={allowedHeight} />
              <rect
                className="day-chart-denied"
                {...bar}
                y={height - (allowedHeight ?? 0) - (deniedHeight ?? 0)}
                height={deniedHeight}
              />
            </g>
          );
        })}
      </svg>
      <div className="day-chart-days" aria-hidden>
        {shown.map((each) => each !== undefined && <span key={each.day}>{dayText(each.day)}</span>)}
      </div>
    </div>
  );
}

/** A little is seen beside a lot. */
function barHeight(count: number, top: number): number {
  return count === 0 ? 0 : Math.max(1.5, (count / top) * height);
}

/** The next of 2, 4, 10, 20, 40, 100…: half of it is a whole number too. */
function niceTop(highest: number): number {
  let top = 2;
  for (const factor = [2, 2.5, 2]; top < highest; factor.push(factor.shift() ?? 2)) top *= factor[0] ?? 2;
  return top;
}
