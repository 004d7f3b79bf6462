import { checkInteger } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { checkIsNetwork } from './check.js';
import { DenseCohort } from './model/denseCohort.js';
import { layersOf, type LayerName } from './model/layout.js';
import { type Network } from './network.js';
import { rowsOf, type Rows } from './rows.js';

/**
 * The parameters of one dense peer, copied, by the name of their layer and in the order of their storage: weight
 * matrices, and biases as one row. Layers have the shapes of the peer's own hidden units k:
 *
 *   embedding [symbols, 8]                                                        where inputs are codes
 *   encoder, studentHidden [inputs, k]       encoderBias, studentHiddenBias [1, k]
 *   student [k, context]                     studentBias [1, context]
 *   join [n · width, context]                joinBias [1, context]
 *   bodyHidden [k, width]                    bodyContext [context, width]        bodyBias [1, width]
 *   head [width, classes]                    headBias [1, classes]
 *   standIn [k, n · width]                   standInBias [1, n · width]          with stand-ins
 *
 * with 8 · inputs in place of inputs where they are embedded. `f = tanh(relu(x encoder + encoderBias) bodyHidden + c
 * bodyContext + bodyBias)` is the answer, c the joined answers of all peers or the student's.
 *
 * @throws {@link InvalidArgumentError} when the network is none, there is no such peer, or the peer is not dense
 */
export function parametersOf(network: Network, peer: number): Map<LayerName, Rows> {
  const where = 'parametersOf';
  checkIsNetwork(where, network);
  checkInteger(where, 'peer', peer, 0, network.peers - 1);
  const cohort = network.cohortOf(peer);
  if (!(cohort instanceof DenseCohort)) {
    throw new InvalidArgumentError(where, 'peer must be dense', `peer ${peer}`);
  }
  const padded = cohort.parametersOf(peer);
  const own = cohort.hiddenOf(peer);
  return new Map(
    layersOf(cohort.dimensions).map(({ name, rows, columns, units }): [LayerName, Rows] => {
      const kept = [units === 'rows' ? own : rows, units === 'columns' ? own : columns] as const;
      return [name, corner(padded.get(name), ...kept)];
    }),
  );
}

/** The first rows and columns of a layer. */
export function corner(layer: Rows | undefined, rows: number, columns: number): Rows {
  if (!layer) throw new TypeError('layer must exist');
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const start = row * layer.columns;
    out.set(layer.values.subarray(start, start + columns), row * columns);
  }
  return rowsOf(out, columns);
}
