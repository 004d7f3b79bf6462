/*
 * Figure 4 against the Shapley rank, the row sums of the Hessians, which a selfish peer follows where (2) reads the
 * diagonals.
 */
import { correlate, correlation } from '../../math/correlation.js';
import { meanInterval } from '../../math/jackknife.js';
import { intervalCells, type IntervalCells, type IntervalParameters } from '../intervals.js';
import { type Competed } from '../market/compete.js';
import { type PeerRow } from '../market/summary.js';

/** Pearson r of R* with the Shapley rank: over all peers, and the mean of those within networks. */
export type ShapleySummary = IntervalCells<'shapley' | 'shapleyMean'>;

/** The correlations with the Shapley rank at the ratio with index `at`. */
export function summariseShapley(
  networks: readonly Competed[],
  at: number,
  { confidence }: IntervalParameters,
): ShapleySummary {
  const competitive = networks.flatMap(({ outcomes }) => outcomes[at].rank);
  const shapley = networks.flatMap((network) => network.shapley);
  const clusters = networks.flatMap((network, index) => network.shapley.map(() => index));
  const within = networks.map((network) => correlation(network.outcomes[at].rank, network.shapley));
  return {
    ...intervalCells('shapley', correlate(competitive, shapley, { clusters, confidence })),
    ...intervalCells('shapleyMean', meanInterval(within, { confidence, scale: 'fisher' })),
  };
}

/** A row of the table of peers with the Shapley rank. */
export type ShapleyPeerRow = PeerRow & {
  /** The row sums of the Hessians, (1/n) Σ_j (H_j 1)_i, in units of the Hessians. */
  shapley: number;
};

export function withShapley(
  rows: readonly PeerRow[],
  networks: readonly Competed[],
): ShapleyPeerRow[] {
  return rows.map((row) => ({ ...row, shapley: networks[row.network].shapley[row.peer] }));
}
