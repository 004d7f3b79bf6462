/**
 * Output of notebook cells in tslab: figures, tables, formulas, progress, and a stop button that ends a study.
 *
 * @example
 * ```ts
 * import { table } from 'bittensor-workbench/notebook';
 *
 * table([{ n: 10, 'α/τ': 25 }]); // outside a notebook it prints text
 * ```
 *
 * @packageDocumentation
 */
export * from '../notebook/index.js';
