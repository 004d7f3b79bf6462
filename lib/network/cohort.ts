/*
 * §1.1: "each parameterized function … need only accept the same input type x and produce the same output dimension to
 * fit within the network". A cohort is a set of peers that are computed in one batch; a user's function is a cohort of
 * one.
 *
 *   f_j(x)        the representation of x by peer j, its answer, [rows, width]
 *   F_j(x)        m_ij f_j(x), or m_ij g_j(x) f_j(x) with a gate: the block of peer j in (7), (10), [rows, width]
 *   z_i(x, F)     the logits of peer i, [rows, classes]; F are the blocks that are joined, all others are zero
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

/** An answer in a peer's context: a block F_j of (7), (10). */
export interface JoinedAnswer {
  readonly peer: number;
  /**
   * f_j of the rows below, [count, width]; undefined for the learner's own answer, which its cohort computes itself. An
   * own answer that is given is joined as one of another peer.
   */
  readonly answer?: Rows;
  /** The rows of the batch that it answers, ascending; all where undefined. */
  readonly rows?: Uint32Array;
  /** m_ij, or m_ij g_j(x) of each of those rows, [count]. */
  readonly factors: number | Float64Array;
  /** Whether peer j itself answered, so that its stand-in learns from the answer. */
  readonly received: boolean;
}

/** A batch of a peer's data with the network's answers to it. */
export interface Batch extends Request {
  /** Labels, [rows]. */
  readonly y: Int32Array;
  /** The answers that are joined, each of another peer; F is zero for all others. */
  readonly joined: readonly JoinedAnswer[];
  /** Whether {@link TrainResult.gateGradients} are wanted. Default false. */
  readonly gated?: boolean;
}

/** The result of training on a batch; all losses are means over its rows. */
export interface TrainResult {
  /** Cross-entropy through the true context, in nats: the L_i of (1). */
  readonly loss: number;
  /** Cross-entropy through the student's context, in nats. */
  readonly studentLoss: number;
  /** (11), in nats. */
  readonly distillation: number;
  /**
   * ∂L/∂f_j of each joined answer, its factors times ∂L/∂F_j, [count, width]; undefined where the cohort computed the
   * learner's own answer, whose gradient it has accumulated.
   */
  readonly gradients: readonly (Rows | undefined)[];
  /** Of a gated batch: Σ_w ∂L/∂F_jw f_jw of each joined answer's rows, [count]. */
  readonly gateGradients?: readonly Float64Array[];
}

/** A request to the stand-in that peer `peer` has for the answer of `neighbour`. */
export interface StandInRequest extends Request {
  readonly neighbour: number;
}

/** The source of the context: the network's answers, or the peer's student. */
export type Context = 'network' | 'student';

/** The trained arrays, by name. */
export type SavedState = ReadonlyMap<string, Float32Array>;

/** Peers that answer. Requests may be batched; results must not depend on how they are batched. */
export interface Cohort {
  /** Indices of its peers in the network. */
  readonly members: readonly number[];
  /** Whether rows that it is given are read within its calls alone, so that their memory may serve again. Default false. */
  readonly readsAtOnce?: boolean;
  /** f(x) for every request, in their order. */
  forward: (requests: readonly Request[]) => Rows[] | Promise<Rows[]>;
  /**
   * Told of requests that will come before the parameters of their peers move: their answers may be computed meanwhile,
   * while caching. Default: nothing.
   */
  anticipate?: (requests: readonly Request[]) => void;
  /** Accumulates gradients from other peers; the parameters move with the next {@link Cohort.step}. */
  accumulate: (gradients: readonly AnswerGradient[]) => void | Promise<void>;
  /**
   * One optimizer step for each of the peers, along the gradients accumulated since its last step; resolves to the peers
   * whose step was not finite and was skipped.
   */
  step: (peers: readonly number[]) => readonly number[] | Promise<readonly number[]>;
  /**
   * A copy of the trained arrays.
   *
   * @param spare - an earlier copy that serves no more, whose arrays may be written over
   */
  save: (spare?: SavedState) => SavedState;
  /** Restores a state that {@link Cohort.save} returned. */
  restore: (state: SavedState) => void;
  /** The names and lengths that a saved state must have. Default: those of {@link Cohort.save}. */
  shapeOf?: (state: SavedState) => ReadonlyMap<string, { readonly length: number }>;
  /** Allows caching, and `threads` threads, between calls until {@link Cohort.release}. Default: no caching. */
  cache?: (threads: number) => void;
  /** Takes back rows that it returned while caching, whose receiver reads them no more. Default: none are taken back. */
  recycle?: (rows: Rows) => void;
  /** Releases all caches. */
  release?: () => void;
}

/** Peers that train on their data. */
export interface LearningCohort extends Cohort {
  /**
   * Accumulates the gradients of each batch's loss in its peer's parameters, and returns those in its answers. The own
   * answer f_i(x) without a given value is the student's pass f(x, c̃) of the same batch.
   */
  train: (batches: readonly Batch[]) => TrainResult[] | Promise<TrainResult[]>;
  /** Discards the accumulated gradients of a peer. */
  discard: (peer: number) => void;
  /** z(x, F), or the logits through the student's context, for each batch, [rows, classes]. */
  logits: (batches: readonly Batch[], context: Context) => Rows[] | Promise<Rows[]>;
  /** The output of a stand-in for every request, [rows, width]. */
  standIns?: (requests: readonly StandInRequest[]) => Rows[] | Promise<Rows[]>;
}

/** Whether a cohort trains on data. */
export function isLearning(cohort: Cohort): cohort is LearningCohort {
  return 'train' in cohort;
}
