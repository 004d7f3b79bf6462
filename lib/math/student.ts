/*
 * Student's t for whole degrees of freedom ν (Abramowitz and Stegun 26.7.3 and 26.7.4), with θ = atan(t/√ν):
 *
 *   P(|T| ≤ t) = sin θ (1 + ½ cos²θ + (1·3)/(2·4) cos⁴θ + … to cos^(ν−2)),                    ν even
 *   P(|T| ≤ t) = (2/π)(θ + sin θ (cos θ + ⅔ cos³θ + (2·4)/(3·5) cos⁵θ + … to cos^(ν−2))),    ν odd
 */
import { checkFraction, checkInteger } from './checks.js';
import { sinCos } from './elementary.js';

/** P(|T| ≤ √ν tan θ). */
function within(theta: number, freedom: number): number {
  const [sine, cosine] = sinCos(theta);
  const odd = freedom % 2;
  let term = odd ? cosine : 1;
  let total = freedom > 1 ? term : 0;
  for (let power = odd + 2; power <= freedom - 2; power += 2) {
    term *= ((power - 1) / power) * cosine * cosine;
    total += term;
  }
  return odd ? (2 / Math.PI) * (theta + sine * total) : sine * total;
}

/**
 * The t with P(|T| ≤ t) = confidence: a mean ± t · (standard error) is its two-sided interval.
 *
 * @param freedom - degrees of freedom ν, from 1 to 1,000,000: the number of samples less 1
 * @throws {@link InvalidArgumentError} when the confidence is not between 0 and 1, or ν is no such integer
 */
export function studentQuantile(confidence: number, freedom: number): number {
  checkFraction('studentQuantile', 'confidence', confidence);
  checkInteger('studentQuantile', 'freedom', freedom, 1, 1e6);
  let [low, high] = [0, Math.PI / 2];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (within(middle, freedom) < confidence) low = middle;
    else high = middle;
  }
  const [sine, cosine] = sinCos(low);
  return (Math.sqrt(freedom) * sine) / cosine;
}
