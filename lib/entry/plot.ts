/**
 * Figures as plain data for Plotly: figures of markets and networks, SVG without a browser, pages, tables.
 *
 * @example
 * ```ts
 * import { randomMarket } from 'bittensor-workbench';
 * import { plotMatrices, toSvg } from 'bittensor-workbench/plot';
 *
 * const market = randomMarket({ peers: 5, seed: 1 });
 * const figure = plotMatrices(market, [{ label: 'W₀', values: market.weights }], {
 *   title: 'First weights',
 *   unit: 'weight',
 *   differs: { seed: 1 },
 * });
 * console.log((await toSvg(figure)).startsWith('<svg'));
 * ```
 *
 * @packageDocumentation
 */
export * from '../plot/index.js';
