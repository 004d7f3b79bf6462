/*
 * Figure 4's statistics: competitive against ideal rank over many networks at one ratio.
 *
 * Pooled correlations take all peers of all networks as points, with intervals over whole networks, since
 * the peers of one network depend on each other. Mean correlations average those within each network.
 */
import {
  correlate,
  correlation,
  CORRELATIONS,
  type CorrelationMethod,
} from '../../math/correlation.js';
import { meanInterval } from '../../math/jackknife.js';
import { type Competed, type Outcome } from './compete.js';
import { intervalCells, type IntervalCells, type IntervalParameters } from '../intervals.js';
import { cell } from '../result.js';

/** The columns of correlation of studies of competition in a terminal. */
export const CORRELATION_COLUMNS = [
  'pearson',
  'pearsonLow',
  'pearsonHigh',
  'diagonal',
  'converged',
  'nashGap',
];

/** One row of figure 4's summary: all networks at one ratio. */
export type CompetitionSummary = {
  /** α/τ. */
  ratio: number;
  networks: number;
  /** The number of networks with a defined correlation: ranks are not all equal. */
  defined: number;
  /** Fraction of the descents that converged, in [0, 1]. */
  converged: number;
  /** Mean number of steps. */
  steps: number;
  /** Mean of Σ_i w_ii / Σ_ij w_ij. */
  diagonal: number | null;
  /** Mean sparsity; null where infinite in any network. */
  sparsity: number | null;
  /** Mean and largest Nash gap, in units of payoff P/τ. */
  nashGap: number;
  nashGapMax: number;
} & IntervalCells<CorrelationMethod> &
  IntervalCells<`${CorrelationMethod}Mean`> &
  IntervalCells<'diagonal'>;

/** Summarises the outcomes of all networks at the ratio with index `at`. */
export function summarise(
  networks: readonly Competed[],
  at: number,
  { confidence }: IntervalParameters,
): CompetitionSummary {
  const outcomes = networks.map((network) => network.outcomes[at]);
  const ideal = networks.flatMap((network) => network.ideal);
  const competitive = outcomes.flatMap((outcome) => outcome.rank);
  const clusters = networks.flatMap((network, index) => network.ideal.map(() => index));
  const within = CORRELATIONS.map((method) =>
    networks.map((network) => correlation(network.outcomes[at].rank, network.ideal, method)),
  );
  const correlations = CORRELATIONS.map((method, index) => ({
    ...intervalCells(method, correlate(competitive, ideal, { method, clusters, confidence })),
    ...intervalCells(`${method}Mean`, meanInterval(within[index], { confidence, scale: 'fisher' })),
  }));
  return {
    ratio: outcomes[0].ratio,
    networks: networks.length,
    defined: within[0].filter((value) => !Number.isNaN(value)).length,
    ...(Object.assign({}, ...correlations) as IntervalCells<CorrelationMethod> &
      IntervalCells<`${CorrelationMethod}Mean`>),
    ...intervalCells(
      'diagonal',
      meanInterval(
        outcomes.map(({ diagonal }) => diagonal),
        { confidence },
      ),
    ),
    sparsity: outcomes.some((outcome) => outcome.sparsity === null)
      ? null
      : average(outcomes, ({ sparsity }) => sparsity ?? 0),
    converged: average(outcomes, ({ converged }) => (converged ? 1 : 0)),
    steps: average(outcomes, ({ steps }) => steps),
    nashGap: average(outcomes, (outcome) => outcome.nashGap),
    nashGapMax: Math.max(...outcomes.map((outcome) => outcome.nashGap)),
  };
}

function average(outcomes: readonly Outcome[], of: (outcome: Outcome) => number): number {
  return outcomes.reduce((sum, outcome) => sum + of(outcome), 0) / outcomes.length;
}

/** One row for each network and ratio. */
export type NetworkRow = {
  network: number;
  ratio: number;
  sparsity: number | null;
  diagonal: number;
  steps: number;
  residual: number;
  converged: boolean;
  implementation: Outcome['implementation'];
  nashGap: number;
} & Record<CorrelationMethod, number | null>;

export function networkRows(networks: readonly Competed[]): NetworkRow[] {
  return networks.flatMap(({ ideal, outcomes }, network) =>
    outcomes.map(({ ratio, rank, ...rest }) => ({
      network,
      ratio,
      ...(Object.fromEntries(
        CORRELATIONS.map((method) => [method, cell(correlation(rank, ideal, method))]),
      ) as Record<CorrelationMethod, number | null>),
      ...rest,
    })),
  );
}

/** One row for each network, ratio and peer: a point of figure 4. */
export type PeerRow = {
  network: number;
  ratio: number;
  peer: number;
  /** R of (2). */
  ideal: number;
  /** R* of (5) at the end of the descent. */
  competitive: number;
};

export function peerRows(networks: readonly Competed[]): PeerRow[] {
  return networks.flatMap(({ ideal, outcomes }, network) =>
    outcomes.flatMap(({ ratio, rank }) =>
      rank.map((competitive, peer) => ({ network, ratio, peer, ideal: ideal[peer], competitive })),
    ),
  );
}
