/*
 * Where a peer that keeps all weight begins to connect, in a market of many peers whose inputs are alike.
 *
 * At W = I with equal stake the mean bid for every peer is s̄/n, so that another's input has z/T = −1/θ and the mask
 * m = σ(−1/θ), while a peer's own mask is open, since n/θ is large. With H = 11ᵀ/n² the slope of (15) over s_i/n is
 * (2κ/θ) m (1 − m)² for another's input and 1 for its own (units.ts). The first is larger above
 *
 *   κ_c(θ) = θ / (2 m (1 − m)²),   m = σ(−1/θ),   about 4θ where θ is large.
 */
import { exp } from '../math/elementary.js';
import { checkPositive } from '../math/checks.js';

/**
 * κ_c, the ratio n(α/τ)/s̄ above which W = I is no equilibrium in the limit of many like peers.
 *
 * @param temperature - θ = nT/s̄, above 0
 * @returns Infinity below θ of about 0.0014, where the mask rounds to 0, and where θ is near the largest number
 * @throws {@link InvalidArgumentError} when the temperature is not above 0
 */
export function connectionBoundary(temperature: number): number {
  checkPositive('connectionBoundary', 'temperature', temperature);
  const mask = 1 / (1 + exp(1 / temperature));
  return temperature / (2 * mask * (1 - mask) ** 2);
}
