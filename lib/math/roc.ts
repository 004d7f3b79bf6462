/*
 * The receiver operating characteristic of a score on two samples, and the area under it, which is the chance that a
 * positive scores above a negative, ties counted half (Mann and Whitney 1947; Hanley and McNeil 1982).
 */
import { checkNumbers } from './checks.js';
import { InvalidArgumentError } from './errors.js';
import { midranks, rankValues } from './ranks.js';
import { sum } from './rows.js';

/** A point of the curve: the rates at some threshold. */
export interface RocPoint {
  /** Part of the negatives called positive, in [0, 1]. */
  readonly falsePositives: number;
  /** Part of the positives called positive, in [0, 1]. */
  readonly truePositives: number;
}

function checkSamples(
  where: string,
  positives: ArrayLike<number>,
  negatives: ArrayLike<number>,
): void {
  for (const [name, values] of [
    ['positives', positives],
    ['negatives', negatives],
  ] as const) {
    checkNumbers(where, name, values);
    if (values.length === 0)
      throw new InvalidArgumentError(where, `${name} must have at least one number`, 'none');
    for (let at = 0; at < values.length; at++) {
      if (!Number.isFinite(values[at]))
        throw new InvalidArgumentError(where, `${name} must be finite`, `${values[at]} at ${at}`);
    }
  }
}

/**
 * The area under the curve: U/(N₊N₋) with U = Σ_{positive} midrank − N₊(N₊ + 1)/2.
 *
 * @returns in [0, 1]; 1 where every positive scores above every negative, ½ where the score carries no information
 * @throws {@link InvalidArgumentError} when a sample is empty or a score is not finite
 */
export function rocArea(positives: ArrayLike<number>, negatives: ArrayLike<number>): number {
  checkSamples('rocArea', positives, negatives);
  const [p, q] = [positives.length, negatives.length];
  const places = midranks(rankValues([...Array.from(positives), ...Array.from(negatives)]));
  const total = sum(places.slice(0, p));
  return (total - (p * (p + 1)) / 2) / (p * q);
}

/**
 * The curve, from (0, 0) to (1, 1): a point for each threshold at which a rate changes.
 *
 * @throws {@link InvalidArgumentError} when a sample is empty or a score is not finite
 */
export function rocCurve(positives: ArrayLike<number>, negatives: ArrayLike<number>): RocPoint[] {
  checkSamples('rocCurve', positives, negatives);
  const [p, q] = [positives.length, negatives.length];
  const { values, distinct } = rankValues([...Array.from(positives), ...Array.from(negatives)]);
  const points: RocPoint[] = [{ falsePositives: 0, truePositives: 0 }];
  for (let least = distinct - 1; least >= 0; least--) {
    let [hits, alarms] = [0, 0];
    for (const [k, value] of values.entries()) {
      if (value < least) continue;
      if (k < p) hits++;
      else alarms++;
    }
    points.push({ falsePositives: alarms / q, truePositives: hits / p });
  }
  return points;
}
