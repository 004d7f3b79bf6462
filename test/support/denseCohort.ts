import assert from 'node:assert/strict';
import { type Network } from '../../lib/network/index.js';
import { DenseCohort } from '../../lib/network/model/denseCohort.js';

/** The cohort of a dense peer. */
export function denseCohort(network: Network, peer: number): DenseCohort {
  const cohort = network.cohortOf(peer);
  assert.ok(cohort instanceof DenseCohort);
  return cohort;
}
