import { type Tensorflow } from '../../tensors/index.js';
import { type Batch } from '../cohort.js';
import { DenseCohort } from '../model/denseCohort.js';
import { sharesOf, type Shares } from '../model/shares.js';
import { type Network } from '../network.js';
import { parametersOf } from '../parameters.js';

/** The shares of the joined answers of a measured batch in its peer's body. */
export function sharesOfPeer(tf: Tensorflow, network: Network, batch: Batch): Shares {
  const cohort = network.cohortOf(batch.peer);
  if (!(cohort instanceof DenseCohort)) throw new TypeError('a peer with data must be dense');
  return sharesOf(tf, parametersOf(network, batch.peer), cohort.dimensions, batch);
}
