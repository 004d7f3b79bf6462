/*
 * Yuma consensus over posted weights, by entries and without a matrix: peers with a row are the validators, all peers are
 * ranked. The equations are those of lib/market/yuma; bonds are held for the entries alone, since no other can be bought.
 *
 * Validators whose only weight is for themselves have no vote, and their stake counts in the majority.
 */
import { choice, portion, readParameters, type OptionsOf } from '../../parameters/index.js';
import { YUMA, yumaSettings, type YumaSettings } from '../yuma/options.js';
import { byColumn, levelsInto } from './clip.js';
import { checkPosted } from './check.js';
import { type PostedWeights } from './fields.js';
import { votingInto } from './fromWeights.js';

/** An epoch of posted weights; every array is [n]. */
export interface PostedYuma {
  /** C. */
  readonly consensus: Float64Array;
  /** R_j = Σ_i s_i min(v_ij, C_j), s summing to 1; with a floor, Σ_i s_i max(min(v_ij, C_j), F_j). */
  readonly ranks: Float64Array;
  /** I = R/ΣR; 0 where no peer has rank. */
  readonly incentive: Float64Array;
  /** Σ_i s_i min(v_ij, C_j)/Σ_i s_i v_ij: the part of the votes for j that the clip keeps; 0 where no stake weighs j. */
  readonly trust: Float64Array;
  /** Σ_j min(v_ij, C_j) of a validator; 0 for others. */
  readonly validatorTrust: Float64Array;
  /** D of a validator; 0 for others. */
  readonly dividends: Float64Array;
  /** Incentive and dividends together as parts of the issuance, which sum to 1; by stake where no peer has rank. */
  readonly pay: Float64Array;
}

/** The working state of epochs. */
export interface PostedEpoch extends PostedYuma {
  /** Consensus and ranks of a stake that votes, [n]. Returns its sum. */
  readonly rank: (voting: Float64Array) => number;
  /** A whole epoch of it, which renews the bonds. */
  readonly step: (voting: Float64Array) => void;
}

/** The votes: rows without the weight for oneself, divided by their sums. */
export function votesOf(posted: PostedWeights, isMasked: boolean): PostedWeights {
  if (!isMasked) return posted;
  const { peers, rowStart, columns, values } = posted;
  const start = new Uint32Array(peers + 1);
  const [kept, votes] = [new Uint32Array(columns.length), new Float64Array(values.length)];
  let size = 0;
  for (let i = 0; i < peers; i++) {
    let total = 0;
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++)
      if (columns[at] !== i) total += values[at];
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
      if (columns[at] === i) continue;
      kept[size] = columns[at];
      votes[size++] = values[at] / total;
    }
    start[i + 1] = size;
  }
  return { ...posted, rowStart: start, columns: kept.slice(0, size), values: votes.slice(0, size) };
}

/** Epochs of posted weights, without bonds at first. */
export function createPostedEpoch(posted: PostedWeights, settings: YumaSettings): PostedEpoch {
  const {
    peers: n,
    rowStart,
    columns,
    values,
  } = votesOf(posted, settings.selfWeights === 'masked');
  const entries = byColumn({ ...posted, rowStart, columns, values });
  const column = (): Float64Array => new Float64Array(n);
  const out = {
    ...{ consensus: column(), ranks: column(), incentive: column(), trust: column() },
    ...{ validatorTrust: column(), dividends: column(), pay: column() },
  };
  const { consensus, ranks, incentive, trust, validatorTrust, dividends, pay } = out;
  const [stake, preranks, kept, bonded] = [column(), column(), column(), column()];
  const [floors, bonds] = [column(), values.map(() => 0)];
  const { version, floor, ties, bondPenalty: penalty, validatorShare } = settings;
  const { bondMovingAverage: old } = settings;
  let first = true;

  const rank = (voting: Float64Array): number => {
    let total = 0;
    for (const held of voting) total += held;
    for (let i = 0; i < n; i++) stake[i] = total > 0 ? voting[i] / total : 0;
    levelsInto(entries, stake, settings, consensus);
    if (floor !== null) levelsInto(entries, stake, { majority: floor, ties }, floors);
    for (const sums of [preranks, kept, validatorTrust]) sums.fill(0);
    // All votes are raised to the floor, and entries then hold what exceeds it.
    ranks.set(floors);
    let all = 0;
    for (const level of floors) all += level;
    for (let i = 0; i < n; i++) {
      for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
        const j = columns[at];
        const clipped = Math.min(values[at], consensus[j]);
        preranks[j] += stake[i] * values[at];
        const rise = stake[i] * (Math.max(clipped, floors[j]) - floors[j]);
        kept[j] += stake[i] * clipped;
        ranks[j] += rise;
        all += rise;
        validatorTrust[i] += clipped;
      }
    }
    for (let j = 0; j < n; j++) {
      incentive[j] = all > 0 ? ranks[j] / all : 0;
      trust[j] = preranks[j] > 0 ? Math.min(1, kept[j] / preranks[j]) : 0;
    }
    return total;
  };

  /** The new bonds and the sum of each column. */
  const renew = (): void => {
    const isShared = version !== 'yuma3';
    const left = isShared && first ? 0 : old;
    bonded.fill(0);
    for (let i = 0; i < n; i++) {
      for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
        const j = columns[at];
        const bought = values[at] - penalty * Math.max(0, values[at] - consensus[j]);
        const sum = (1 - penalty) * preranks[j] + penalty * kept[j];
        const share = isShared ? (sum > 0 ? (stake[i] * bought) / sum : 0) : bought;
        bonds[at] = left * bonds[at] + (1 - left) * share;
        bonded[j] += bonds[at];
      }
    }
    first = false;
  };

  const step = (voting: Float64Array): void => {
    rank(voting);
    renew();
    dividends.fill(0);
    let total = 0;
    for (let i = 0; i < n; i++) {
      for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
        const j = columns[at];
        if (incentive[j] === 0 || bonded[j] === 0) continue;
        const part = version === 'yuma3' ? (stake[i] * bonds[at]) / bonded[j] : bonds[at];
        dividends[i] += part * incentive[j];
      }
      total += dividends[i];
    }
    let paid = 0;
    for (let i = 0; i < n; i++) {
      if (total > 0) dividends[i] /= total;
      pay[i] = validatorShare * dividends[i] + (1 - validatorShare) * incentive[i];
      paid += pay[i];
    }
    for (let i = 0; i < n; i++) {
      if (paid > 0) pay[i] /= paid;
      else if (settings.unranked === 'stake') pay[i] = stake[i];
    }
  };
  return { ...out, rank, step };
}

/** The options of {@link yumaPosted}. */
export const POSTED_YUMA = {
  version: YUMA.version,
  majority: YUMA.majority,
  ties: YUMA.ties,
  floor: YUMA.floor,
  selfWeights: choice(['masked', 'kept'], 'masked', 'Weights for oneself'),
  bondPenalty: YUMA.bondPenalty,
  validatorShare: portion(0.5, 'The part of the pay that dividends are'),
  unranked: YUMA.unranked,
};

/**
 * The first epoch of Yuma consensus at posted weights: peers with a row are validators, all peers are ranked. Bonds of yuma3
 * grow in proportion while rows and stake stay, so that its dividends are those of every epoch then.
 *
 * @param options - as for {@link yumaEpoch}, without those of bonds over epochs
 * @throws {@link InvalidArgumentError} when the posted weights or an option are invalid
 */
export function yumaPosted(
  posted: PostedWeights,
  options: OptionsOf<typeof POSTED_YUMA> = {},
): PostedYuma {
  const where = 'yumaPosted';
  const settings = yumaSettings(where, readParameters(where, POSTED_YUMA, options));
  checkPosted(where, posted);
  const { rank: _, step, ...out } = createPostedEpoch(posted, settings);
  step(votingInto(posted, posted.stake, new Float64Array(posted.peers)));
  return out;
}
