/*
 * What estimates of significance read of their data, computed once for all estimates on the same data.
 */
import { loadTensors, type Tensorflow } from '../../tensors/index.js';
import { type Batch } from '../cohort.js';
import { DenseCohort } from '../model/denseCohort.js';
import { lossesAmong } from '../model/leaving.js';
import { scalesOf } from '../model/scales.js';
import { sharesOf, type Shares } from '../model/shares.js';
import { type Network } from '../network.js';
import { parametersOf } from '../parameters.js';
import { rowsOf } from '../rows.js';
import { measurementsOf, type MeasureOptions } from './measurements.js';
import { probabilities } from './probabilities.js';

/** A batch of a peer's data with all answers to it. */
export interface MeasuredBatch extends Batch {
  /** p = softmax(z), [rows, classes]. */
  readonly p: Float64Array;
  /** ∂z_c/∂a_j of the scale of each joined answer, [k, rows, classes]. */
  readonly derivatives: Float32Array;
  /**
   * The loss of the peer, in nats, for each list of the peers whose answers are not set to zero. Its type is written out,
   * since that of its maker needs those of tfjs, which declarations of the package must not.
   */
  readonly lossesAmong: (coalitions: readonly (readonly number[])[]) => Float64Array;
}

/** A network as it was measured, with a batch for each peer that has a loss. */
export interface Measured {
  /** n. */
  readonly peers: number;
  readonly classes: number;
  readonly batches: readonly MeasuredBatch[];
}

/**
 * Measures a network for any number of estimates.
 *
 * @throws {@link InvalidArgumentError} (rejects) when the data do not fit the network, or an option is invalid
 */
export async function measured(
  where: string,
  network: Network,
  options: MeasureOptions,
): Promise<Measured> {
  const batches = await measurementsOf(where, network, options);
  const { tf } = await loadTensors();
  const { peers, classes } = network;
  return {
    ...{ peers, classes },
    batches: batches.map((batch) => {
      const shares = sharesOfPeer(tf, network, batch);
      const { logits, derivatives } = scalesOf(tf, shares);
      const p = probabilities(rowsOf(logits, classes));
      return { ...batch, p, derivatives, lossesAmong: lossesAmong(tf, batch, shares) };
    }),
  };
}

/** The shares of the joined answers of a batch in its peer's body. */
function sharesOfPeer(tf: Tensorflow, network: Network, batch: Batch): Shares {
  const cohort = network.cohortOf(batch.peer);
  if (!(cohort instanceof DenseCohort)) throw new TypeError('a peer with data must be dense');
  return sharesOf(tf, parametersOf(network, batch.peer), cohort.dimensions, batch);
}
