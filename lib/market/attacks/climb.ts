/*
 * Two local searches over rows on the simplex that need values alone.
 *
 * Ascent: the slope of the gain from a row w towards vertex j, [f((1 − h) w + h e_j) − f(w)]/h = ∂f/∂w_j − ∇f·w, is the
 * gradient up to a constant of the row, which Π of (13) does not see; every point of it is on the simplex. Steps are the
 * spectral ones of Barzilai and Borwein (IMA J. Numer. Anal. 8, 1988), shortened until the gain rises.
 *
 * Exchange: weight moves from one entry of a row to another, at first all of it and later 1/256. The directions e_k − e_j
 * span every cone of feasible directions of the simplex, so that a smooth gain at which no exchange of any size helps has
 * no feasible direction of ascent (Kolda, Lewis and Torczon, SIAM Rev. 45, 2003). It crosses kinks at which ascent stops.
 */
import { largestSize } from '../../math/rows.js';
import { stepRows } from '../step.js';
import { type AttackGame, type Candidate } from './game.js';

/** h. */
const TOWARDS = 1e-5;

/** Gains that differ by less, in shares of all stake, are the same. */
export const SAME = 1e-11;

/** The slopes at the candidate towards every vertex, written to `out`. */
function slopes(game: AttackGame, { rows, gain }: Candidate, out: Float64Array): void {
  const { n } = game;
  const trial = rows.slice();
  for (let start = 0; start < rows.length; start += n) {
    for (let j = start; j < start + n; j++) {
      for (let at = start; at < start + n; at++) trial[at] = (1 - TOWARDS) * rows[at];
      trial[j] += TOWARDS;
      out[j] = (game.gainOf(trial) - gain) / TOWARDS;
    }
    trial.set(rows.subarray(start, start + n), start);
  }
}

/** The spectral step between two points, within a factor 1000 of the one that moves a weight by 1. */
function spectral(change: Float64Array, turn: Float64Array, unit: number): number {
  let moved = 0;
  let curvature = 0;
  for (let at = 0; at < change.length; at++) {
    moved += change[at] * change[at];
    curvature -= change[at] * turn[at];
  }
  const step = curvature > 0 ? moved / curvature : Infinity;
  return Math.min(1000 * unit, Math.max(unit / 1000, step));
}

/** Ascends from a candidate until no step raises the gain, or the budget has no other gradient. */
export function ascend(game: AttackGame, start: Candidate): Candidate {
  const { n, size } = game;
  let here = start;
  let change: Float64Array | undefined;
  let before = new Float64Array(size);
  while (game.left > size) {
    const gradient = new Float64Array(size);
    slopes(game, here, gradient);
    const steepest = largestSize(gradient);
    if (!(steepest > SAME)) break;
    const unit = 1 / steepest;
    const step = change
      ? spectral(
          change,
          gradient.map((slope, at) => slope - before[at]),
          unit,
        )
      : unit;
    const moved = new Float64Array(size);
    if (!stepRows(here.rows, gradient, step, n, moved)) break;
    const next = shorten(game, here, moved);
    if (!next) break;
    change = next.rows.map((weight, at) => weight - here.rows[at]);
    before = gradient;
    here = next;
  }
  return here;
}

/** The first of (w + Δ, w + Δ/4, …) that raises the gain; undefined where none does. */
function shorten(game: AttackGame, here: Candidate, to: Float64Array): Candidate | undefined {
  for (let part = 1; part > 1e-4 && game.left > 0; part /= 4) {
    const rows = here.rows.map((weight, at) => weight + part * (to[at] - weight));
    const gain = game.gainOf(rows);
    if (gain > here.gain + SAME) return { rows, gain };
  }
  return undefined;
}

/** Moves weight between two entries of a row until no move of any size raises the gain, or the budget ends. */
export function exchange(game: AttackGame, start: Candidate): Candidate {
  const { n } = game;
  let here = start;
  for (let most = 1; most >= 1 / 256; most /= 4) {
    let from: Candidate;
    do {
      from = here;
      for (let row = 0; row < here.rows.length; row += n) here = exchangeRow(game, here, row, most);
    } while (here.gain > from.gain + SAME && game.left > 0);
  }
  return here;
}

function exchangeRow(game: AttackGame, start: Candidate, row: number, most: number): Candidate {
  const { n } = game;
  let here = start;
  for (let j = row; j < row + n; j++) {
    for (let k = row; k < row + n && game.left > 0; k++) {
      const amount = Math.min(most, here.rows[j]);
      if (j === k || !(amount > 0)) continue;
      const rows = here.rows.slice();
      rows[j] -= amount;
      rows[k] += amount;
      const gain = game.gainOf(rows);
      if (gain > here.gain + SAME) here = { rows, gain };
    }
  }
  return here;
}
