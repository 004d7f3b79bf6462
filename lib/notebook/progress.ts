import { checkInteger, checkObject, checkText } from '../math/checks.js';
import { progressLines, startClock } from '../studies/run/timeLeft.js';
import { type Progress } from '../studies/index.js';
import { escapeHtml } from '../plot/output/table.js';
import { replaceableDisplay } from './kernel.js';

/** The value of a study's option `onProgress`. */
export type ProgressHandle = (progress: Progress) => void;

/** The least time between two updates of the bar. */
const INTERVAL_MS = 200;

/**
 * A bar with the remaining time below the present cell, for a study's option `onProgress`:
 * `figure4(parameters, { onProgress: progress('figure 4') })`. A plain script prints lines to stderr at intervals.
 *
 * @throws {@link InvalidArgumentError} when the label is no text, or the handle's argument no progress
 */
export function progress(label = 'progress'): ProgressHandle {
  checkText('progress', 'label', label);
  const update = updateOf(label);
  return (state) => {
    checkObject('progress', 'state', state);
    const { done, total, resumed } = state;
    for (const [name, count] of Object.entries({ done, total, resumed })) {
      checkInteger('progress', name, count, 0);
    }
    update({ done, total, resumed });
  };
}

/** The display of checked states. */
function updateOf(label: string): ProgressHandle {
  const draw = replaceableDisplay();
  if (!draw) return progressLines(label, (line) => process.stderr.write(line));
  const clock = startClock();
  let drawn = -Infinity;
  return (state) => {
    const { done, total } = state;
    const [now, all] = [done, total].map((count) => escapeHtml(String(count)));
    if (done < total && Date.now() - drawn < INTERVAL_MS) return;
    drawn = Date.now();
    // The time has a separate element, so that a notebook can be stored without it.
    draw({
      'text/html':
        `<div>${escapeHtml(label)} <progress value="${now}" max="${all}"></progress> ` +
        `${now} of ${all}<small>, ${escapeHtml(clock.left(state))}</small></div>`,
      'text/plain': `${label}: ${done} of ${total}`,
    });
  };
}
