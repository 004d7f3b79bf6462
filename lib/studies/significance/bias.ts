/*
 * The peers that an estimate over- and underrates: its mean error in places of the ranking, among the peers below and
 * above the median of a feature.
 */
import { mean } from '../../math/rows.js';
import { type Statistics, type IntervalCells } from '../intervals.js';
import { cell } from '../result.js';
import { overratings, type Measurement } from './agreement.js';
import { DATA_NAMES, ESTIMATES, TRUTHS, type DataName, type Truth } from './data.js';
import { type Significances } from './work.js';

/** The hidden units of a peer, the rows of its shard, and its place by the truth. */
export const FEATURES = ['hidden', 'shard', 'place'] as const;
export type Feature = (typeof FEATURES)[number];

export type BiasRow = {
  data: DataName;
  truth: Truth;
  estimate: Measurement;
  feature: Feature;
} & IntervalCells<'lower'> &
  IntervalCells<'upper'>;

/**
 * A row for each data, truth, estimate and feature: the mean number of places by which the estimate overrates the peers
 * below (`lower`) and above (`upper`) the median of the feature; null where all peers are alike.
 */
export function biasOf(
  networks: readonly Significances[],
  hidden: readonly number[],
  interval: Statistics['interval'],
): BiasRow[] {
  const n = hidden.length;
  const of = (data: DataName, truth: Truth, estimate: Measurement, feature: Feature): BiasRow => {
    const halves = networks.map((network) => {
      const found = overratings(network[data], estimate, truth, n);
      if (!found) return [null, null];
      const features = { hidden, shard: network.shards, place: found.place };
      return halvesOf(found.overrated, features[feature]);
    });
    const half = (at: 0 | 1): (number | null)[] => halves.map((both) => both[at]);
    return {
      ...{ data, truth, estimate, feature },
      ...interval('lower', half(0)),
      ...interval('upper', half(1)),
    };
  };
  return DATA_NAMES.flatMap((data) =>
    TRUTHS.flatMap((truth) =>
      [...TRUTHS, ...ESTIMATES]
        .filter((estimate) => estimate !== truth)
        .flatMap((estimate) => FEATURES.map((feature) => of(data, truth, estimate, feature))),
    ),
  );
}

/** Means of the values below and above the median of a feature; null where there are none. */
function halvesOf(values: readonly number[], feature: readonly number[]): (number | null)[] {
  const sorted = [...feature].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const median = (sorted[half] + sorted[sorted.length - 1 - half]) / 2;
  return [-1, 1].map((side) =>
    cell(mean(values.filter((_, peer) => side * (feature[peer] - median) > 0))),
  );
}
