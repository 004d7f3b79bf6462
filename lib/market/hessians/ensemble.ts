/*
 * Ensembles of random Hessians H = A Aᵀ: the distribution of the entries of A, the inputs that matter to all peers,
 * and the scale of H.
 */
import { type RandomStream } from '../../math/random.js';

/** One ensemble of random symmetric positive semi-definite Hessians. */
export interface HessianDefinition<Name extends string = string> {
  readonly name: Name;
  /** The ensemble in one phrase, for help and reference. */
  readonly about: string;
  /** One entry of A; called row by row, peer by peer: n times a peer where A is diagonal. */
  readonly entry: (stream: RandomStream) => number;
  /** D of H = D A Aᵀ D, [n], shared by all peers and sampled before any A. Default: ones. */
  readonly importance?: (peers: number, stream: RandomStream) => Float64Array;
  /** Whether every entry of A is sampled (default), or its diagonal alone. */
  readonly form?: 'full' | 'diagonal';
  /** H is divided by its trace, or by 1ᵀH1, so that masking every input costs 1. */
  readonly scale: 'trace' | 'sum';
}

/** Makes an ensemble from its definition. */
export function defineHessians<const Name extends string>(
  definition: HessianDefinition<Name>,
): HessianDefinition<Name> {
  return Object.freeze({ ...definition });
}
