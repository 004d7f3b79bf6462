/*
 * The progress of a study in words, with the remaining time at the present pace.
 */
import { type Progress } from '../result.js';

/** A clock that starts now. */
export interface Clock {
  /** The remaining time, from the pace of this run; the time taken once all pieces are done. */
  left: (progress: Progress) => string;
}

export function startClock(): Clock {
  const start = Date.now();
  return {
    left: ({ done, total, resumed }) => {
      const seconds = (Date.now() - start) / 1000;
      if (done === total) return `${readable(seconds)} taken`;
      const pace = seconds / (done - resumed);
      return Number.isFinite(pace)
        ? `about ${readable(pace * (total - done))} left`
        : 'time left not known yet';
    },
  };
}

/** The least time between two lines. */
const LINE_INTERVAL_MS = 5000;

/** Plain lines at intervals, for outputs that cannot be redrawn in place. */
export function progressLines(
  name: string,
  write: (line: string) => void,
): (progress: Progress) => void {
  const clock = startClock();
  let printed = -Infinity;
  return (progress) => {
    const { done, total } = progress;
    if (done < total && Date.now() - printed < LINE_INTERVAL_MS) return;
    printed = Date.now();
    write(`${name}: ${done} of ${total}, ${clock.left(progress)}\n`);
  };
}

function readable(seconds: number): string {
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
