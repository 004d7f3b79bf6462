/*
 * How far a study has come: a bar with the time left on a terminal, plain lines elsewhere.
 */
import { SingleBar } from 'cli-progress';
import { progressLines, startClock } from '../studies/run/timeLeft.js';
import type { Progress } from '../studies/index.js';

export interface ProgressDisplay {
  update(progress: Progress): void;
  stop(): void;
}

export function showProgress(name: string, stream: NodeJS.WriteStream): ProgressDisplay {
  if (stream.isTTY) return bar(name, stream);
  const update = progressLines(name, (line) => stream.write(line));
  return { update, stop: () => undefined };
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
  const clock = startClock();
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
