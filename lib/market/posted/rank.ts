/*
 * Rank by every mechanism over posted weights, in the time of the entries. Sums add in the order of the dense rules, so that
 * the numbers are the same where no row is empty; a mechanism without a rule here is asked for its dense one, up to 8192 peers.
 */
import { choice, readParameters, type OptionsOf } from '../../parameters/index.js';
import { sum } from '../../math/rows.js';
import { checkResult } from '../market.js';
import {
  MECHANISM_NAMES,
  MECHANISMS,
  NETWORK_MAJORITY,
  type Mechanism,
  type MechanismName,
} from '../mechanisms/index.js';
import { LEVEL, type Level, type LevelOptions } from '../mechanisms/levels.js';
import { YUMA_RULES } from '../mechanisms/yuma.js';
import { yumaSettings, type YumaOptions } from '../yuma/options.js';
import { byColumn, levelsInto } from './clip.js';
import { checkPosted } from './check.js';
import { type PostedWeights } from './fields.js';
import { expanded, votingInto } from './fromWeights.js';
import { createPostedEpoch } from './yuma.js';

/** R of a stake that votes, written to `out`, [n]. */
export type Ranker = (voting: Float64Array, out: Float64Array) => void;
type Rule = (posted: PostedWeights) => Ranker;

const paper: Rule =
  ({ peers, rowStart, columns, values }) =>
  (voting, out) => {
    out.fill(0);
    for (let i = 0; i < peers; i++) {
      for (let at = rowStart[i]; at < rowStart[i + 1]; at++)
        out[columns[at]] += voting[i] * values[at];
    }
    for (let j = 0; j < peers; j++) out[j] /= peers;
  };

const impartial: Rule =
  ({ peers: n, rowStart, columns, values }) =>
  (voting, out) => {
    out.fill(0);
    const spread: [peer: number, part: number][] = [];
    for (let i = 0; i < n; i++) {
      let given = 0;
      for (let at = rowStart[i]; at < rowStart[i + 1]; at++)
        if (columns[at] !== i) given += values[at];
      if (given === 0 && voting[i] > 0) spread.push([i, (voting[i] * (1 / (n - 1))) / n]);
      if (given === 0) continue;
      for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
        if (columns[at] !== i) out[columns[at]] += (voting[i] * (values[at] / given)) / n;
      }
    }
    if (n === 1 || spread.length === 0) return;
    // Peers that weigh themselves alone give all others the same.
    const everyone = spread.reduce((sum, [, part]) => sum + part, 0);
    const own = new Map(spread);
    for (let j = 0; j < n; j++) out[j] += Math.max(0, everyone - (own.get(j) ?? 0));
  };

const clip =
  (settings: Level): Rule =>
  (posted) => {
    const { peers, rowStart, columns, values } = posted;
    const entries = byColumn(posted);
    const levels = new Float64Array(peers);
    return (voting, out) => {
      levelsInto(entries, voting, settings, levels);
      out.fill(0);
      for (let i = 0; i < peers; i++) {
        for (let at = rowStart[i]; at < rowStart[i + 1]; at++)
          out[columns[at]] += (voting[i] * Math.min(values[at], levels[columns[at]])) / peers;
      }
    };
  };

/** Every vote counts as the level of its column, of those that voters without a weight for it give too. */
const twoSided: Rule = (posted) => {
  const { peers } = posted;
  const entries = byColumn(posted);
  const level: Level = { majority: NETWORK_MAJORITY, ties: 'atLeast' };
  return (voting, out) => {
    levelsInto(entries, voting, level, out);
    const counted = (sum(voting) / peers) * Math.min(1, 1 / sum(out));
    for (let j = 0; j < peers; j++) out[j] = counted > 0 ? counted * out[j] : 0;
  };
};

/** R of Yuma consensus, which does not depend on bonds. */
const yuma =
  (options: YumaOptions): Rule =>
  (posted) => {
    const { peers } = posted;
    const settings = yumaSettings('rankPosted', options);
    const { rank, ranks } = createPostedEpoch(posted, settings);
    return (voting, out) => {
      const total = rank(voting) / (settings.floor === null ? 1 : Math.max(1, sum(ranks)));
      for (let j = 0; j < peers; j++) out[j] = (ranks[j] * total) / peers;
    };
  };

const RULES: Readonly<Partial<Record<string, Rule>>> = {
  paper,
  l1: paper,
  impartial,
  median: clip({ majority: 0.5, ties: 'strict' }),
  medianAtLeast: clip({ majority: NETWORK_MAJORITY, ties: 'atLeast' }),
  twoSided,
  ...Object.fromEntries(Object.entries(YUMA_RULES).map(([name, rule]) => [name, yuma(rule)])),
};

/** The rank by a mechanism's own function, on the matrix that the weights stand for; at most 8192 peers. */
export function denseRanker(
  where: string,
  posted: PostedWeights,
  { rank }: Pick<Mechanism, 'rank'>,
): Ranker {
  const { peers, weights } = expanded(where, posted);
  return (voting, out) => {
    rank(peers, weights, voting, out);
  };
}

/** The rank of any voting stake by a mechanism, with what does not depend on stake done once. */
export function rankerOf(where: string, posted: PostedWeights, name: MechanismName): Ranker {
  const rule = RULES[name];
  return rule ? rule(posted) : denseRanker(where, posted, MECHANISMS[name]);
}

/** The options of {@link rankPosted}. */
export const POSTED_RANK = { mechanism: choice(MECHANISM_NAMES, 'paper', 'The rule of rank') };

/**
 * The rank of posted weights by a mechanism: (5) by default, the same numbers as {@link rank} of {@link expandPosted}.
 *
 * @param options.mechanism - default `paper`
 * @returns [n], in units of stake
 * @throws {@link InvalidArgumentError} when the posted weights or an option are invalid
 */
export function rankPosted(
  posted: PostedWeights,
  options: OptionsOf<typeof POSTED_RANK> = {},
): Float64Array {
  const where = 'rankPosted';
  const { mechanism } = readParameters(where, POSTED_RANK, options);
  checkPosted(where, posted);
  return rankOfPosted(where, posted, mechanism);
}

/** The same of checked weights. */
export function rankOfPosted(
  where: string,
  posted: PostedWeights,
  mechanism: MechanismName,
): Float64Array {
  const { peers, stake } = posted;
  const out = new Float64Array(peers);
  rankerOf(where, posted, mechanism)(votingInto(posted, stake, new Float64Array(peers)), out);
  return checkResult(where, out);
}

/** The agreement of the voters of a network. */
export interface PostedTrust {
  /** The rows that give j weight, [n]. */
  readonly voters: Uint32Array;
  /** The part of the voting stake whose rows give j weight, [n]; NaN where no stake votes. */
  readonly trust: Float64Array;
  /** c_j, the largest weight that a majority of the voting stake gives j or exceeds, [n]. */
  readonly consensus: Float64Array;
}

/**
 * Trust and consensus of each peer: the part of the voting stake that ranks it at all, and the level that a majority of it
 * supports, {@link consensusWeights}.
 *
 * @param options - `majority`, κ between 0 and 1, both excluded, default ½; `ties`, default `strict`
 * @throws {@link InvalidArgumentError} when the posted weights or an option are invalid
 */
export function trustPosted(posted: PostedWeights, options: LevelOptions = {}): PostedTrust {
  const where = 'trustPosted';
  const settings = readParameters(where, LEVEL, options);
  checkPosted(where, posted);
  const { peers, rowStart, columns, stake } = posted;
  const voting = votingInto(posted, stake, new Float64Array(peers));
  const total = voting.reduce((sum, one) => sum + one, 0);
  const voters = new Uint32Array(peers);
  const trust = new Float64Array(peers);
  for (let i = 0; i < peers; i++) {
    for (let at = rowStart[i]; at < rowStart[i + 1]; at++) {
      voters[columns[at]]++;
      trust[columns[at]] += voting[i];
    }
  }
  const consensus = new Float64Array(peers);
  levelsInto(byColumn(posted), voting, settings, consensus);
  return { voters, trust: trust.map((held) => Math.min(1, held / total)), consensus };
}
