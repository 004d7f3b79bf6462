/*
 * Rows that open a set of inputs: the starts of a search in a cold market, where s_i/T is large.
 *
 * The mask σ((s_i (1 − 1/n) w_j − c_j)/T) is nearly a step there, at the threshold θ_j = c_j/(s_i (1 − 1/n)), and a local
 * maximum of the payoff is nearly the set A of inputs that the row opens. Ascent does not lead from one set to another:
 * masks are flat on both sides of the step. For each set there is a start,
 *
 *   w_j = θ_j + (1 − Σ_{k∈A} θ_k)/|A|  for j in A, where that is not negative;   w_j = θ_j / Σ_{k∈A} θ_k  otherwise
 *
 * Sets of one input are all tried, and larger ones by a beam search: the best sets of each size, each with one more
 * input. Up to 5 inputs the beam holds nearly all sets. The rows of the highest payoff are the starts.
 */
import { type RowGame } from './rowGame.js';

/** Sets that are kept of each size; fewer in a large market, so that a beam takes about 8192 n evaluations at most. */
const BEAM = 8;
const MOST_KEPT = 8192;

interface Opening {
  /** 1 for each input of A. */
  readonly open: Uint8Array;
  readonly row: Float64Array;
  readonly payoff: number;
}

/** The `count` rows of the highest payoff among those that open a set of inputs, best first. */
export function openingRows(game: RowGame, count: number): Float64Array[] {
  const { n } = game;
  const thresholds = game.thresholds();
  const width = Math.min(BEAM, Math.max(1, Math.floor(MOST_KEPT / n ** 2)));
  let best: Opening[] = [];
  let kept: Opening[] = [opening(game, thresholds, new Uint8Array(n))];
  for (let size = 1; size <= n; size++) {
    const larger = new Map<string, Opening>();
    for (const { open } of kept) {
      for (let j = 0; j < n; j++) {
        if (open[j]) continue;
        const wider = open.slice();
        wider[j] = 1;
        const name = wider.join('');
        if (!larger.has(name)) larger.set(name, opening(game, thresholds, wider));
      }
    }
    const sorted = [...larger.values()].sort((a, b) => b.payoff - a.payoff);
    kept = sorted.slice(0, width);
    best = [...best, ...sorted.slice(0, count)].sort((a, b) => b.payoff - a.payoff).slice(0, count);
  }
  return best.map(({ row }) => row);
}

/** The row that opens a set of inputs, and its payoff. */
function opening(game: RowGame, thresholds: Float64Array, open: Uint8Array): Opening {
  const size = open.reduce((total, one) => total + one, 0);
  const needed = thresholds.reduce((total, threshold, j) => total + open[j] * threshold, 0);
  const rest = 1 - needed;
  const row = thresholds.map((threshold, j) => {
    if (!open[j]) return 0;
    return rest >= 0 ? threshold + rest / size : threshold / needed;
  });
  return { open, row, payoff: size > 0 ? game.payoff(row) : Number.NEGATIVE_INFINITY };
}
