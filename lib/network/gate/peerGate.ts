/*
 * The gate of a peer, of either kind: what training and evaluation ask of it.
 */
import { type Encoding } from '../../datasets/index.js';
import { type RandomStream } from '../../math/random.js';
import { type SavedState } from '../cohort.js';
import { type Rows } from '../rows.js';
import { featureCount } from './features.js';
import { Gate, type GateOptions } from './gate.js';
import { gridOf } from './grid.js';
import { type Gating } from './noisyTopK.js';
import { ProductGate, type ProductGating } from './productGate.js';

/** The choice of a gate of either kind for a batch of rows; `choicesOf` lists it by peer. */
export type AnyGating = Gating | ProductGating;

/** A gate over n peers. Methods take the choices of the same gate alone. */
export interface PeerGate {
  readonly options: Required<GateOptions>;
  /**
   * Chooses k peers for each row among those with a positive mask.
   *
   * @param mask - row i of the mask, [n]; all ones where undefined
   * @param stream - the source of noise; without it there is none
   */
  choose(x: Rows, mask?: Float64Array, stream?: RandomStream): AnyGating;
  /**
   * Accumulates the gradient of the peer's loss and of the balancing losses, once for each choice.
   *
   * @param gradients - ∂L/∂g of the rows of each chosen peer, in the order of `choicesOf`; undefined for a peer without
   *   an answer
   * @returns the balancing losses
   */
  accumulate(
    x: Rows,
    gating: AnyGating,
    gradients: readonly (Float64Array | undefined)[],
  ): { readonly importance: number; readonly load: number };
  /** One step of Adam along the accumulated gradient; false where it is not finite and was skipped. */
  step(): boolean;
  /**
   * A copy of the trained arrays.
   *
   * @param spare - an earlier copy that serves no more, whose arrays may be written over
   */
  save(spare?: SavedState): SavedState;
  /** Restores a state that {@link PeerGate.save} returned. */
  restore(state: SavedState): void;
}

/** The sizes of a gate. */
export interface GateSizes {
  readonly peers: number;
  readonly inputs: number;
  readonly encoding: Encoding;
}

/** The number of a gate's parameters: 2 n features, or h (2 features + 2 (⌈n / m⌉ + m)) with product keys. */
export function gateParameters(
  { peers, inputs, encoding }: GateSizes,
  { choice, query }: Required<GateOptions>,
): number {
  const features = featureCount(inputs, encoding);
  if (choice === 'all') return 2 * peers * features;
  const { lines, columns } = gridOf(peers);
  return 2 * query * (features + lines + columns);
}

/**
 * An untrained gate of the kind that its options name.
 *
 * @param stream - the source of the first keys of product gates
 */
export function createGate(
  { peers, inputs, encoding }: GateSizes,
  options: Required<GateOptions>,
  learningRate: number,
  stream: RandomStream,
): PeerGate {
  return options.choice === 'product'
    ? new ProductGate(peers, inputs, encoding, options, learningRate, stream)
    : new Gate(peers, inputs, encoding, options, learningRate);
}
