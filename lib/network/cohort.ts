/*
 * §1.1: "each parameterized function … need only accept the same input type x and produce the same output dimension to
 * fit within the network". A cohort is a set of peers that are computed in one batch; a user's function is a cohort of
 * one.
 *
 *   f_j(x)        the representation of x by peer j, its answer, [rows, width]
 *   F(x)          the masked answers of all peers to the caller, [rows, n · width], peer after peer
 *   z_i(x, F)     the logits of peer i, [rows, classes]
 */
import { type Rows } from './rows.js';

/** A request to peer `peer` for f(x). */
export interface Request {
  readonly peer: number;
  readonly x: Rows;
}

/** The gradient of a peer's loss in the answer of `peer` to `x`: ∂L/∂f. */
export interface AnswerGradient extends Request {
  /** [rows, width]. */
  readonly gradient: Rows;
}

/** A batch of a peer's data with the network's answers to it. */
export interface Batch extends Request {
  /** Labels, [rows]. */
  readonly y: Int32Array;
  /** F(x), [rows, n · width]. */
  readonly inputs: Rows;
  /** The unmasked answers, the targets of stand-ins. */
  readonly example?: Example;
}

/** Answers without mask and gate, and a record of which peers answered. */
export interface Example {
  /** [rows, n · width]. */
  readonly answers: Rows;
  /** 1 where peer j answered about a row, else 0, [rows, n]. */
  readonly answered: Float32Array;
}

/** The result of training on a batch; all values are means over its rows. */
export interface TrainResult {
  /** Cross-entropy through the true context, in nats: the L_i of (1). */
  readonly loss: number;
  /** Cross-entropy through the student's context, in nats. */
  readonly studentLoss: number;
  /** (11), in nats. */
  readonly distillation: number;
  /** ∂L/∂F, [rows, n · width]. */
  readonly gradient: Rows;
}

/** The source of the context: the network's answers, or the peer's student. */
export type Context = 'network' | 'student';

/** The trained arrays, by name. */
export type SavedState = ReadonlyMap<string, Float32Array>;

/** Peers that answer. Requests may be batched; results must not depend on how they are batched. */
export interface Cohort {
  /** Indices of its peers in the network. */
  readonly members: readonly number[];
  /** f(x) for every request, in their order. */
  forward: (requests: readonly Request[]) => Rows[] | Promise<Rows[]>;
  /** Accumulates gradients from other peers; the parameters move with the next {@link Cohort.step}. */
  accumulate: (gradients: readonly AnswerGradient[]) => void | Promise<void>;
  /**
   * One optimizer step for each of the peers, along the gradients accumulated since its last step; resolves to the peers
   * whose step was not finite and was skipped.
   */
  step: (peers: readonly number[]) => readonly number[] | Promise<readonly number[]>;
  /** A copy of the trained arrays. */
  save: () => SavedState;
  /** Restores a state that {@link Cohort.save} returned. */
  restore: (state: SavedState) => void;
  /** Allows caching between calls until {@link Cohort.release}. Default: no caching. */
  cache?: () => void;
  /** Releases all caches. */
  release?: () => void;
}

/** Peers that train on their data. */
export interface LearningCohort extends Cohort {
  /** Accumulates the gradients of each batch's loss in its peer's parameters, and returns those in its inputs. */
  train: (batches: readonly Batch[]) => TrainResult[] | Promise<TrainResult[]>;
  /** Discards the accumulated gradients of a peer. */
  discard: (peer: number) => void;
  /** z(x, F), or the logits through the student's context, for each batch, [rows, classes]. */
  logits: (batches: readonly Batch[], context: Context) => Rows[] | Promise<Rows[]>;
  /** The outputs of the peer's stand-ins for all answers, [rows, n · width]. */
  standIns?: (requests: readonly Request[]) => Rows[] | Promise<Rows[]>;
  /** ∂(Σ cotangent · z)/∂F for each batch, [rows, n · width]; the cotangents are [rows, classes]. */
  pullback: (batches: readonly Batch[], cotangents: readonly Rows[]) => Rows[] | Promise<Rows[]>;
}

/** Whether a cohort trains on data. */
export function isLearning(cohort: Cohort): cohort is LearningCohort {
  return 'train' in cohort;
}
