/*
 * How far a study has come: a bar with the time left on a terminal, plain lines elsewhere.
 */
import { SingleBar } from 'cli-progress';
import type { Progress } from '../index.js';

export interface ProgressDisplay {
  update(progress: Progress): void;
  stop(): void;
}

/** A line is printed at least this seldom where there is no terminal. */
const LINE_INTERVAL_MS = 5000;

export function showProgress(name: string, stream: NodeJS.WriteStream): ProgressDisplay {
  return stream.isTTY ? bar(name, stream) : lines(name, stream);
}

function bar(name: string, stream: NodeJS.WriteStream): ProgressDisplay {
  const display = new SingleBar({
    stream,
    format: `${name} [{bar}] {value} of {total} | {left}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    gracefulExit: false,
  });
  const clock = timer();
  let started = false;
  let latest: Progress | undefined;
  const draw = (): void => {
    if (latest) display.update(latest.done, { left: clock.left(latest) });
  };
  const ticker = setInterval(draw, 1000);
  ticker.unref();
  return {
    update: (progress) => {
      latest = progress;
      if (!started) display.start(progress.total, progress.done, { left: clock.left(progress) });
      started = true;
      draw();
    },
    stop: () => {
      clearInterval(ticker);
      if (started) display.stop();
    },
  };
}

function lines(name: string, stream: NodeJS.WriteStream): ProgressDisplay {
  const clock = timer();
  let printed = -Infinity;
  return {
    update: (progress) => {
      const { done, total } = progress;
      if (done < total && Date.now() - printed < LINE_INTERVAL_MS) return;
      printed = Date.now();
      stream.write(`${name}: ${done} of ${total}, ${clock.left(progress)}\n`);
    },
    stop: () => undefined,
  };
}

/** Time left, from the pace of the pieces done in this run. */
function timer(): { left: (progress: Progress) => string } {
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

function readable(seconds: number): string {
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
