/*
 * Every analysis of posted weights that needs no Hessians, as tables.
 */
import { concentration, type Concentration } from '../../math/concentration.js';
import { shares, sum } from '../../math/rows.js';
import {
  list,
  choice,
  defaultsOf,
  readParameters,
  type OptionsOf,
} from '../../parameters/index.js';
import { MECHANISM_NAMES, MECHANISMS, type MechanismName } from '../mechanisms/index.js';
import { ROUNDED } from '../rounding.js';
import { YUMA_VERSIONS } from '../yuma/options.js';
import { accessPosted, POSTED_ACCESS } from './access.js';
import { checkPosted } from './check.js';
import { compareRanks, topPeers, type RankAgreement } from './compare.js';
import { driftPosted, ISSUANCE } from './drift.js';
import { type PostedWeights } from './fields.js';
import { votingInto } from './fromWeights.js';
import { likenessPosted, MOST_PRODUCTS, productsOf, spreadOf } from './likeness.js';
import { payPosted } from './pay.js';
import { rankPosted, trustPosted } from './rank.js';
import { effectsOf, ROUNDING_EFFECTS, type RoundingEffects } from './rounding.js';
import { yumaPosted } from './yuma.js';

/** The options of {@link analysePosted}. */
export const ANALYSIS = {
  mechanisms: list(
    choice(MECHANISM_NAMES, 'paper', 'A mechanism'),
    MECHANISM_NAMES,
    'Rules of rank and pay; a list',
  ),
  ...POSTED_ACCESS,
  ...ISSUANCE,
  bits: list(ROUNDED.bits, [4, 8, 12, 16], 'Bits to which weights are rounded; a list'),
};

export type AnalysisOptions = OptionsOf<typeof ANALYSIS>;
type Cell = number | string | null;

/** One peer; shares and means are null where they are undefined. */
export type PeerRow = Readonly<Record<string, Cell>> & {
  readonly peer: string;
  readonly stake: number;
};

/** The tables of {@link analysePosted}. */
export interface PostedAnalysis {
  readonly network: {
    readonly peers: number;
    /** Peers that post a row, and the weights above 0 in these. */
    readonly rows: number;
    readonly entries: number;
    /** Rows that were divided by their sums. */
    readonly scaled: number;
    readonly stake: number;
    /** The part of all stake that is of peers with a row. */
    readonly voting: number | null;
    /** Peers that some row weighs. */
    readonly weighed: number;
    /** Whether rows were compared, which takes at most 4·10⁹ products of two weights. */
    readonly compared: boolean;
    /** T in units of stake; null where no stake votes. */
    readonly temperature: number | null;
  };
  /** Of stake, of the stake that votes, of every rank, and of stake after the blocks of every mechanism. */
  readonly concentration: (Concentration & { readonly of: string })[];
  /** Every pair of mechanisms. */
  readonly agreement: (RankAgreement & { readonly first: string; readonly second: string })[];
  /** The peers that gain and lose most where the first mechanism gives way to another. */
  readonly gains: {
    readonly first: string;
    readonly second: string;
    readonly peer: string;
    readonly before: number;
    readonly after: number;
    readonly change: number;
  }[];
  /** A row a peer: stake, its share, pay as a share by mechanism, trust, consensus, access. */
  readonly peers: PeerRow[];
  /** A row for each row of weights: its spread, and the row most like it. */
  readonly rows: Readonly<Record<string, Cell>>[];
  /** A row a peer: consensus, trust, incentive, validator trust and, by version, dividends of Yuma consensus. */
  readonly yuma: Readonly<Record<string, Cell>>[];
  /** Concentration of stake over the blocks of every mechanism, rows as posted. */
  readonly drift: ({ readonly mechanism: string; readonly block: number } & Concentration)[];
  /** The changes under Yuma consensus that rounding of the weights makes, by bits. */
  readonly rounding: RoundingEffects[];
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** How many gainers and losers a pair of mechanisms has in the table. */
const MOST_GAINS = 10;

function gainsOf(
  names: readonly string[],
  [first, p]: [string, Float64Array],
  [second, q]: [string, Float64Array],
): PostedAnalysis['gains'] {
  const [before, after] = [shares(p), shares(q)];
  const change = after.map((share, at) => share - before[at]);
  if (!change.every(Number.isFinite)) return [];
  const best = topPeers(change, MOST_GAINS).filter((peer) => change[peer] > 1e-12);
  const worst = topPeers(
    change.map((value) => -value),
    MOST_GAINS,
  ).filter((peer) => change[peer] < -1e-12);
  return [...best, ...worst.reverse()].map((peer) => ({
    ...{ first, second, peer: names[peer] },
    ...{ before: before[peer], after: after[peer], change: change[peer] },
  }));
}

/** Whether the pay is the rank, and not also dividends. */
const isPaidByRank = (mechanism: MechanismName): boolean =>
  MECHANISMS[mechanism].epochs === undefined;

function yumaRows(posted: PostedWeights): PostedAnalysis['yuma'] {
  const versions = YUMA_VERSIONS.map((version) => yumaPosted(posted, { version }));
  const [{ consensus, trust, incentive, validatorTrust }] = versions;
  return Array.from({ length: posted.peers }, (_, i) => ({
    ...{ peer: posted.names[i], stake: posted.stake[i], consensus: consensus[i], trust: trust[i] },
    ...{ incentive: incentive[i], validatorTrust: validatorTrust[i] },
    ...Object.fromEntries(
      versions.map(({ dividends }, at) => [`dividends, ${YUMA_VERSIONS[at]}`, dividends[i]]),
    ),
  }));
}

function driftRows(
  posted: PostedWeights,
  mechanism: MechanismName,
  { issuance, blocks }: { readonly issuance: number; readonly blocks: number },
): PostedAnalysis['drift'] {
  const { blocks: kept, stakes } = driftPosted(posted, { mechanism, issuance, blocks });
  const n = posted.peers;
  return kept.map((block, at) => ({
    ...{ mechanism, block },
    ...concentration(stakes.subarray(at * n, (at + 1) * n)),
  }));
}

/**
 * All tables of posted weights that need no Hessians: rank by mechanism and its concentration, where mechanisms differ and
 * which peers gain, access by the mask, trust, likeness of rows, and stake over blocks with the rows as they are.
 *
 * @param options - `mechanisms`, default all; T and its unit as for {@link accessPosted}; issuance and blocks as for
 *   {@link driftPosted}
 * Rows are compared where that takes at most 4·10⁹ products of two weights, as 1,500 full rows do; else `nearest` is null.
 *
 * @throws {@link InvalidArgumentError} when the posted weights or an option are invalid, or no peer holds stake
 */
export function analysePosted(
  posted: PostedWeights,
  options: AnalysisOptions = {},
): PostedAnalysis {
  const where = 'analysePosted';
  const settings = readParameters(where, ANALYSIS, options);
  checkPosted(where, posted);
  const { names, stake, peers: n, rowStart } = posted;
  const { mechanisms, temperature, temperatureUnit, ownInput } = settings;
  const voting = votingInto(posted, stake, new Float64Array(n));
  const votes = sum(voting) > 0;
  const access = votes ? accessPosted(posted, { temperature, temperatureUnit, ownInput }) : null;
  const { voters, trust, consensus } = trustPosted(posted);
  const ranks = mechanisms.map((mechanism): [MechanismName, Float64Array] => [
    mechanism,
    isPaidByRank(mechanism) ? rankPosted(posted, { mechanism }) : payPosted(posted, { mechanism }),
  ]);
  const drift = mechanisms.map((mechanism) => driftRows(posted, mechanism, settings));
  const pairs = ranks.flatMap((first, at) =>
    ranks.slice(at + 1).map((second) => ({ first, second })),
  );
  const stakeShares = shares(stake);
  const incentives = ranks.map(([mechanism, values]) => ({ mechanism, part: shares(values) }));
  const compared = productsOf(posted) <= MOST_PRODUCTS;
  const posting = Array.from(stake.keys()).filter((i) => rowStart[i + 1] > rowStart[i]);
  const rows = compared ? likenessPosted(posted) : posting.map((i) => spreadOf(posted, i));
  return {
    network: {
      ...{ peers: n, rows: rows.length, entries: posted.values.length, scaled: posted.scaled },
      ...{ stake: sum(stake), voting: finite(sum(voting) / sum(stake)) },
      ...{ weighed: voters.filter((count) => count > 0).length },
      ...{ compared, temperature: access?.temperature ?? null },
    },
    concentration: [
      { of: 'stake', ...concentration(stake) },
      { of: 'stake that votes', ...concentration(voting) },
      ...ranks.map(([name, values]) => ({
        of: `${isPaidByRank(name) ? 'rank' : 'pay'}, ${name}`,
        ...concentration(values),
      })),
      ...drift.map((points) => {
        const { mechanism, block, ...last } = points[points.length - 1];
        return { of: `stake after ${block} blocks, ${mechanism}`, ...last };
      }),
    ],
    agreement: pairs.map(({ first, second }) => ({
      ...{ first: first[0], second: second[0] },
      ...compareRanks(first[1], second[1]),
    })),
    gains: ranks.slice(1).flatMap((second) => gainsOf(names, ranks[0], second)),
    peers: Array.from({ length: n }, (_, i) => ({
      ...{ peer: names[i], stake: stake[i], stakeShare: finite(stakeShares[i]) },
      entries: rowStart[i + 1] - rowStart[i],
      ...Object.fromEntries(
        incentives.map(({ mechanism, part }) => [mechanism, finite(part[i])] as const),
      ),
      ...{ voters: voters[i], trust: finite(trust[i]), consensus: consensus[i] },
      ...{ received: access?.received[i] ?? null, served: access?.served[i] ?? null },
      ...{ open: access?.open[i] ?? null, clients: access?.clients[i] ?? null },
    })),
    rows: rows.map(({ peer, nearest, ...row }) => ({
      ...{ peer: names[peer], stake: stake[peer] },
      ...{ ...row, nearest: nearest === null ? null : names[nearest] },
    })),
    yuma: yumaRows(posted),
    drift: drift.flat(),
    rounding: effectsOf(posted, settings.bits, defaultsOf(ROUNDING_EFFECTS)),
  };
}
