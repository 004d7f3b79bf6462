import { checkInteger } from '../../math/checks.js';
import { maskRow } from '../answers.js';
import { checkFits } from '../evaluate.js';
import { choicesOf } from '../gate/choices.js';
import { ownData, checkMeasure, spaced, type MeasureOptions } from './measurements.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { checkMask } from '../training/options.js';
import { type Network } from '../network.js';
import { rowsOf } from '../rows.js';

/**
 * The proxy of §1.7 for w_ij: the mean gate weights of each peer over its data, without noise.
 *
 * @returns [n, n], rows on the simplex; row i is zero for a peer without a gate
 * @throws {@link InvalidArgumentError} when an option is invalid, or the network has no gates
 */
export function gateWeights(network: Network, options: MeasureOptions = {}): Float64Array {
  const where = 'gateWeights';
  checkMeasure(where, network, options);
  const { peers: n, gates } = network;
  const { data, rows = 256, mask } = options;
  checkInteger(where, 'rows', rows, 1);
  if (mask !== undefined) checkMask(where, n, mask);
  if (data) checkFits(where, network, data);
  if (gates.size === 0) {
    throw new InvalidArgumentError(where, 'network must be made with a gate', 'one without');
  }
  const out = new Float64Array(n * n);
  for (const [peer, gate] of gates) {
    const part = spaced(data ?? ownData(network, peer), rows);
    const gating = gate.choose(rowsOf(part.x, part.inputs), maskRow(mask, peer, n));
    for (const { peer: j, factors } of choicesOf(gating)) {
      for (const factor of factors) out[peer * n + j] += factor / part.rows;
    }
  }
  return out;
}
