/*
 * Posted weights rounded to b bits, and Yuma consensus beside that of the weights as they are. The votes v are the rows without
 * the weight for oneself, divided by their sums. Medians and minima move by at most as much as the votes of a column, so that
 *
 *   |R'_j − R_j| ≤ η_j = max_i |v'_ij − v_ij| over validators with stake,   ½ Σ_j |I'_j − I_j| ≤ Σ_j η_j/Σ_j R_j
 *
 * where |v'_ij − v_ij| ≤ h (1 + K v_ij)/(1 − K h), h = m_i/(2q (1 − w_ii)), K the votes of the row, as in market/rounding.ts.
 */
import { rankValues } from '../../math/ranks.js';
import { largestSize, sum } from '../../math/rows.js';
import { readParameters, type OptionsOf } from '../../parameters/index.js';
import { ROUNDED, storeRow, topOf } from '../rounding.js';
import { YUMA, type YumaOptions } from '../yuma/options.js';
import { checkPosted } from './check.js';
import { type PostedWeights } from './fields.js';
import { votesOf, yumaPosted, type PostedYuma } from './yuma.js';

/** The options of {@link roundingEffects}. */
export const ROUNDING_EFFECTS = { ...ROUNDED, majority: YUMA.majority, ties: YUMA.ties };

/** The changes that rounding makes; a part is null where there is no whole. */
export interface RoundingEffects {
  readonly bits: number;
  /** The part of the weights above 0 that are stored as 0. */
  readonly lost: number | null;
  /** ½ Σ_j |I'_j − I_j|: the part of the incentive that moves to other peers. */
  readonly moved: number | null;
  /** The bound of `moved` that follows from the rows' largest weights alone; 1 where that says nothing. */
  readonly bound: number | null;
  /** max_j |I'_j − I_j|. */
  readonly largest: number | null;
  /** The part of the peers with incentive that have none any more. */
  readonly vanished: number | null;
  /** The part of the peers with incentive whose place by incentive is another; tied peers share the mean of their places. */
  readonly displaced: number | null;
  /** The part of the peers with incentive that have the same as another peer, as posted and rounded. */
  readonly tiedBefore: number | null;
  readonly tied: number | null;
  /** The part of the peers with consensus whose level two or more validators give, as posted and rounded. */
  readonly sharedBefore: number | null;
  readonly shared: number | null;
  /** The incentive that moves where support of exactly κ is too little instead of enough, as posted and rounded. */
  readonly tieRuleBefore: number | null;
  readonly tieRule: number | null;
}

/**
 * Posted weights rounded to b bits and read again, as {@link roundWeights} does with rows: weights that are stored as 0 are
 * left out.
 *
 * @param options - `bits`, 1 to 32, default 16
 * @throws {@link InvalidArgumentError} when the posted weights or an option are invalid
 */
export function roundPosted(
  posted: PostedWeights,
  options: OptionsOf<typeof ROUNDED> = {},
): PostedWeights {
  const where = 'roundPosted';
  const { bits } = readParameters(where, ROUNDED, options);
  checkPosted(where, posted);
  return roundedOf(posted, bits);
}

/** The same of checked weights. */
function roundedOf(posted: PostedWeights, bits: number): PostedWeights {
  const { peers: n, rowStart, columns, values } = posted;
  const stored = new Float64Array(values.length);
  const start = new Uint32Array(n + 1);
  const [kept, read] = [new Uint32Array(values.length), new Float64Array(values.length)];
  let size = 0;
  for (let i = 0; i < n; i++) {
    const total = storeRow(values, rowStart[i], rowStart[i + 1], topOf(bits), stored);
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
      if (stored[at] === 0) continue;
      kept[size] = columns[at];
      read[size++] = stored[at] / total;
    }
    start[i + 1] = size;
  }
  return { ...posted, rowStart: start, columns: kept.slice(0, size), values: read.slice(0, size) };
}

/** Σ_j η_j by the rows' largest weights; infinite where a row may lose all votes. */
function boundOf(posted: PostedWeights, bits: number): number {
  const { peers: n, rowStart, columns, values, stake } = posted;
  const most = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    if (stake[i] === 0) continue;
    let [largest, rest, K] = [0, 0, 0];
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
      largest = Math.max(largest, values[at]);
      if (columns[at] === i) continue;
      rest += values[at];
      K++;
    }
    if (K === 0) continue;
    const h = largest / (2 * topOf(bits) * rest);
    if (K * h >= 1) return Infinity;
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
      const j = columns[at];
      if (j === i) continue;
      most[j] = Math.max(most[j], (h * (1 + (K * values[at]) / rest)) / (1 - K * h));
    }
  }
  return sum(most);
}

/** The peers whose value others have too, and the mean place of each, from 1 for the largest. */
function placesOf(values: Float64Array): {
  isTied: (peer: number) => boolean;
  place: Float64Array;
} {
  const { values: ranks, distinct } = rankValues(values);
  const count = new Int32Array(distinct);
  for (const rank of ranks) count[rank]++;
  const places = new Float64Array(distinct);
  for (let rank = distinct - 1, above = 0; rank >= 0; above += count[rank--])
    places[rank] = above + (count[rank] + 1) / 2;
  return {
    isTied: (peer) => count[ranks[peer]] > 1,
    place: Float64Array.from(ranks, (rank) => places[rank]),
  };
}

/** The relative difference below which a vote is the level itself. */
const SAME = 1e-12;

/** The part of the peers with consensus whose level two or more validators with stake give. */
function sharedLevels(posted: PostedWeights, { consensus }: PostedYuma): number {
  const { peers, rowStart, columns, values, stake } = votesOf(posted, true);
  const givers = new Uint32Array(peers);
  for (let i = 0; i < peers; i++) {
    if (stake[i] === 0) continue;
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
      const level = consensus[columns[at]];
      if (Math.abs(values[at] - level) <= SAME * level) givers[columns[at]]++;
    }
  }
  const supported = consensus.filter((level) => level > 0).length;
  return givers.filter((count, j) => count > 1 && consensus[j] > 0).length / supported;
}

const half = (p: Float64Array, q: Float64Array): number =>
  p.reduce((total, part, j) => total + Math.abs(part - q[j]) / 2, 0);

type ClipSettings = Required<Pick<YumaOptions, 'majority' | 'ties'>>;

/** Yuma consensus of the weights, the places of its incentive, and its ties. */
function ranked(posted: PostedWeights, { majority, ties }: ClipSettings) {
  const outcome = yumaPosted(posted, { majority, ties });
  const other = ties === 'strict' ? 'atLeast' : 'strict';
  const { incentive } = yumaPosted(posted, { majority, ties: other });
  return {
    ...{ incentive: outcome.incentive, ranks: outcome.ranks, ...placesOf(outcome.incentive) },
    ...{ shared: sharedLevels(posted, outcome), tieRule: half(outcome.incentive, incentive) },
  };
}

/** The effects of several numbers of bits, of checked weights. */
export function effectsOf(
  posted: PostedWeights,
  bits: readonly number[],
  clip: ClipSettings,
): RoundingEffects[] {
  const before = ranked(posted, clip);
  const { incentive: I } = before;
  const { length } = posted.values;
  const paid = Array.from(I.keys()).filter((j) => I[j] > 0);
  const part = (holds: (j: number) => boolean): number | null =>
    paid.length > 0 ? paid.filter(holds).length / paid.length : null;
  const finite = (value: number): number | null =>
    paid.length > 0 && Number.isFinite(value) ? value : null;
  return bits.map((b) => {
    const rounded = roundedOf(posted, b);
    const after = ranked(rounded, clip);
    const { incentive: J } = after;
    return {
      bits: b,
      lost: length > 0 ? (length - rounded.values.length) / length : null,
      moved: finite(half(I, J)),
      bound: finite(Math.min(1, boundOf(posted, b) / sum(before.ranks))),
      largest: finite(largestSize(I.map((share, j) => share - J[j]))),
      vanished: part((j) => J[j] === 0),
      displaced: part((j) => before.place[j] !== after.place[j]),
      ...{ tiedBefore: part(before.isTied), tied: part((j) => J[j] > 0 && after.isTied(j)) },
      ...{ sharedBefore: finite(before.shared), shared: finite(after.shared) },
      ...{ tieRuleBefore: finite(before.tieRule), tieRule: finite(after.tieRule) },
    };
  });
}

/**
 * The changes that rounding to b bits makes to incentive and its ranking under Yuma consensus, their bound, and the ties that it
 * makes.
 *
 * @param options - `bits`, 1 to 32, default 16; `majority` κ, 32767/65535; `ties`, `atLeast`
 * @throws {@link InvalidArgumentError} when the posted weights or an option are invalid
 */
export function roundingEffects(
  posted: PostedWeights,
  options: OptionsOf<typeof ROUNDING_EFFECTS> = {},
): RoundingEffects {
  const where = 'roundingEffects';
  const { bits, ...clip } = readParameters(where, ROUNDING_EFFECTS, options);
  checkPosted(where, posted);
  const [effects] = effectsOf(posted, [bits], clip);
  return effects;
}
