/*
 * The comparison of two measurements of one network. Removed answers include a peer's own, as in (2); the valuations
 * that compare trainings keep those, so that with them the losses of all others alone are compared.
 */
import { correlation } from '../../math/correlation.js';
import { midranks, rankValues } from '../../math/ranks.js';
import { columnMeans } from '../../math/rows.js';
import { cell } from '../result.js';
import { countsItself, type Costs, type Estimate, type Truth } from './data.js';

export type Measurement = Truth | Estimate;

/** The mean loss of all peers, or of all others, without each peer, [n]; null where it was not measured. */
export function meanCosts(
  costs: Costs,
  name: Measurement,
  n: number,
  itself = countsItself(name),
): number[] | null {
  const values = costs[name];
  if (values === null) return null;
  if (itself) return columnMeans(values, n);
  return Array.from({ length: n }, (_, j) => {
    let total = 0;
    for (let i = 0; i < n; i++) if (i !== j) total += values[i * n + j];
    return total / (n - 1);
  });
}

/** Spearman's ρ of an estimate with a truth, over the means of peers or over pairs; null where it is undefined. */
export function agreement(
  costs: Costs,
  [name, truth]: readonly [Measurement, Truth],
  over: 'peers' | 'pairs',
  n: number,
): number | null {
  const itself = countsItself(name, truth);
  const [a, b] = [name, truth].map((one) =>
    over === 'peers'
      ? meanCosts(costs, one, n, itself)
      : (costs[one]?.filter((_, at) => itself || at % (n + 1) !== 0) ?? null),
  );
  return a && b ? cell(correlation(a, b, 'spearman')) : null;
}

/**
 * By how many places the estimate ranks each peer above its place by the truth, [n]: positive where it overrates the
 * peer; null where either was not measured.
 */
export function overratings(
  costs: Costs,
  name: Measurement,
  truth: Truth,
  n: number,
): { overrated: number[]; place: number[] } | null {
  const itself = countsItself(name, truth);
  const [a, b] = [name, truth].map((one) => meanCosts(costs, one, n, itself));
  if (!a || !b) return null;
  const [by, place] = [a, b].map((values) => midranks(rankValues(values)));
  return { overrated: by.map((at, peer) => at - place[peer]), place };
}
