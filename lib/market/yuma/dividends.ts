/*
 * Dividends of validators, and the pay of all:
 *
 *   yuma1, yuma2  D_i = Σ_j B_ij I_j,   yuma3  D_i = s_i Σ_j B_ij/(Σ_i B_ij + ε) I_j;   divided by ΣD + ε
 *   pay           (θ D, (1 − θ) I) divided by its sum, θ the validators' share; by stake where all of it is 0
 */
import { type YumaSettings } from './options.js';

/** D, written to `out`, [V]; `worth`, [M], is overwritten by the worth of a bond in each miner. */
export function dividendsInto(
  { bonds, bonded, stake }: Readonly<Record<'bonds' | 'bonded' | 'stake', Float64Array>>,
  incentive: Float64Array,
  { version, divisor }: YumaSettings,
  worth: Float64Array,
  out: Float64Array,
): void {
  const [V, M] = [out.length, incentive.length];
  const isShared = version !== 'yuma3';
  for (let j = 0; j < M; j++) {
    const sum = bonded[j] + divisor;
    worth[j] = isShared ? incentive[j] : sum > 0 ? incentive[j] / sum : 0;
  }
  let total = 0;
  for (let i = 0, at = 0; i < V; i++) {
    let sum = 0;
    for (let j = 0; j < M; j++, at++) sum += bonds[at] * worth[j];
    out[i] = isShared ? sum : stake[i] * sum;
    total += out[i];
  }
  for (let i = 0; i < V; i++) out[i] = total > 0 ? out[i] / (total + divisor) : 0;
}

/** The pay, [V] and [M], of which both parts together sum to 1, or to 0 where there is no pay. */
export function payInto(
  dividends: Float64Array,
  incentive: Float64Array,
  stake: Float64Array,
  { validatorShare, unranked }: YumaSettings,
  validatorPay: Float64Array,
  minerPay: Float64Array,
): void {
  let total = 0;
  for (let i = 0; i < dividends.length; i++) {
    validatorPay[i] = validatorShare * dividends[i];
    total += validatorPay[i];
  }
  for (let j = 0; j < incentive.length; j++) {
    minerPay[j] = (1 - validatorShare) * incentive[j];
    total += minerPay[j];
  }
  if (total > 0) {
    for (let i = 0; i < dividends.length; i++) validatorPay[i] /= total;
    for (let j = 0; j < incentive.length; j++) minerPay[j] /= total;
  } else if (unranked === 'stake') validatorPay.set(stake);
}
