/**
 * The paper's experiments and the workbench's own: each study is a function with its definition (parameters, columns,
 * figure, report), run on worker threads with a journal to resume from.
 *
 * @example
 * ```ts
 * import { plot, STUDIES, sybils } from 'bittensor-workbench/studies';
 *
 * const result = await sybils({ networks: 2, peers: 4, identities: [0, 2], maxSteps: 100 });
 * console.log(result.tables.summary.length, plot(result).data.length, STUDIES.map(({ name }) => name));
 * ```
 *
 * @packageDocumentation
 */
export * from '../studies/index.js';
export * from '../runs/index.js';
