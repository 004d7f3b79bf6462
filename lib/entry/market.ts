/**
 * The mechanism of §1.2–1.5 and §2 on plain matrices: ranking, masks, losses, payoffs, descent, equilibria, inflation,
 * mechanisms and strategies, with the statistics and random streams that go with them.
 *
 * @example
 * ```ts
 * import { mask, MECHANISMS, randomMarket, rank, solveEquilibrium } from 'bittensor-workbench/market';
 *
 * const market = randomMarket({ peers: 8, hessians: 'planted', temperature: 0.3, seed: 1 });
 * const { weights, residual } = solveEquilibrium(market);
 * const end = { ...market, weights };
 * console.log(residual, rank(end), mask(end).slice(0, 8), Object.keys(MECHANISMS));
 * ```
 *
 * @packageDocumentation
 */
export * from '../math/index.js';
export * from '../market/index.js';
export * from '../kernel/index.js';
