/*
 * Numbers and the version, as captions show them.
 */
import { type Versions } from '../files/version.js';

/** A number as a caption shows it. */
export function number(value: number | null, digits = 2): string {
  return value === null ? 'undefined' : value.toFixed(digits);
}

/** `0.49 [0.42, 0.55]`. */
export function estimate(
  value: number | null,
  low: number | null,
  high: number | null,
  digits = 2,
): string {
  if (value === null) return 'undefined';
  return low === null || high === null
    ? number(value, digits)
    : `${number(value, digits)} [${number(low, digits)}, ${number(high, digits)}]`;
}

/** A probability as a percentage: 0.95 → `95 %`. */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

/** The version, as the last sentence of a caption. */
export function version({ workbench }: Versions): string {
  return `bittensor-workbench ${workbench}.`;
}
