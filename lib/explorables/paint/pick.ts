/*
 * The value under the pointer.
 */
import { type Mark } from '../../plot/compose/marks.js';
import { type PaintedPanel } from './picture.js';

/** A value of a picture in words, with its pixel. */
export interface Picked {
  readonly left: number;
  readonly top: number;
  readonly text: string;
}

/** The distance within which a point is under the pointer, in pixels. */
const REACH = 14;

function numberText(value: unknown): string {
  return typeof value === 'number' ? String(Number(value.toPrecision(4))) : String(value);
}

/** The value under a pixel of the canvas; undefined where there is none. */
export function pick(
  panels: readonly PaintedPanel[],
  left: number,
  top: number,
): Picked | undefined {
  const found = panels.find(
    (one) =>
      left >= one.left - REACH &&
      left <= one.left + one.width + REACH &&
      top >= one.top - REACH &&
      top <= one.top + one.height + REACH,
  );
  if (!found) return undefined;
  let best: Picked | undefined;
  let least = REACH ** 2;
  for (const mark of found.panel.marks) {
    if (mark.mark === 'cells') {
      const cell = cellAt(found, mark, left, top);
      if (cell) return cell;
      continue;
    }
    for (const { x, y, low, high, label } of mark.points) {
      const [px, py] = [found.x.place(x), found.y.place(y)];
      const isBar = mark.mark === 'bar';
      const distance = (px - left) ** 2 + (isBar ? 0 : (py - top) ** 2);
      if (!(distance < least)) continue;
      least = distance;
      const interval =
        typeof low === 'number' && typeof high === 'number'
          ? ` [${numberText(low)}, ${numberText(high)}]`
          : '';
      const words = [mark.name, label, `${numberText(x)}, ${numberText(y)}${interval}`];
      best = { left: px, top: py, text: words.filter((word) => word !== undefined).join('\n') };
    }
  }
  return best;
}

function cellAt(
  { x, y }: PaintedPanel,
  { values }: Extract<Mark, { mark: 'cells' }>,
  left: number,
  top: number,
): Picked | undefined {
  const across = Math.round((left - x.place(0)) / (x.place(1) - x.place(0)));
  const down = Math.round((top - y.place(0)) / (y.place(1) - y.place(0)));
  const value = values.at(down)?.at(across);
  if (value === undefined || across < 0 || down < 0) return undefined;
  const text = `row ${down}, column ${across}\n${value === null ? 'none' : numberText(value)}`;
  return { left: x.place(across), top: y.place(down), text };
}
