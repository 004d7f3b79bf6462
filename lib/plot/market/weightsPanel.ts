import { cells, rowsOf, type Panel } from '../compose/index.js';

/** Weights of one market, [n, n] row-major, one matrix for each step of the slider. */
export function weightsPanel(steps: readonly Float64Array[]): Panel {
  return {
    title: 'weights W',
    x: 'to peer j',
    y: { label: 'from peer i', reverse: true },
    square: true,
    marks: steps.map((weights, step) =>
      cells(rowsOf(weights, Math.sqrt(weights.length)), { step, name: 'W', range: [0, 1] }),
    ),
  };
}
