/*
 * §1.1: "each parameterized function … need only accept the same input type x and produce the same output dimension to
 * fit within the network". A cohort is some peers that compute together; one user's function is a cohort of one.
 *
 *   f_j(x)        the representation that peer j answers with, [rows, width]
 *   F(x)          what reached the asker of all answers, masked: [rows, n · width], peer after peer
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

/** A batch of a peer's own data with what the network answered to it. */
export interface Batch extends Request {
  /** Labels, [rows]. */
  readonly y: Int32Array;
  /** F(x), [rows, n · width]. */
  readonly inputs: Rows;
  /** For stand-ins to imitate: the answers as they came. */
  readonly example?: Example;
}

/** Answers without mask and gate, and which of them there are. */
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

/** Where the context comes from: the network's answers, or the peer's student. */
export type Context = 'network' | 'student';

/** The arrays that training changes, by name. */
export type SavedState = ReadonlyMap<string, Float32Array>;

/** Peers that answer. Requests may be batched; results must not depend on how they are batched. */
export interface Cohort {
  /** Numbers of its peers in the network. */
  readonly members: readonly number[];
  /** f(x) for every query, in their order. */
  forward: (queries: readonly Request[]) => Rows[] | Promise<Rows[]>;
  /** Accumulates gradients from other peers; the parameters move with the next {@link Cohort.step}. */
  accumulate: (lessons: readonly AnswerGradient[]) => void | Promise<void>;
  /** One step of the optimiser for each of the peers, along all gradients accumulated since the last. */
  step: (peers: readonly number[]) => void | Promise<void>;
  /** Everything that training changes, copied, by name. */
  save: () => SavedState;
  /** Puts back what {@link Cohort.save} gave. */
  restore: (state: SavedState) => void;
  /** Allows caching of results between calls until {@link Cohort.release}. Default: no caching. */
  cache?: () => void;
  /** Releases all that it keeps between calls. */
  release?: () => void;
}

/** Peers that also train on their data. */
export interface LearningCohort extends Cohort {
  /** One batch each: accumulates the gradients of the peer's parameters, and returns those of its inputs. */
  train: (studies: readonly Batch[]) => TrainResult[] | Promise<TrainResult[]>;
  /** z(x, F), or through the student's context, for each study, [rows, classes]. */
  logits: (studies: readonly Batch[], context: Context) => Rows[] | Promise<Rows[]>;
  /**
   * The answers of the peer's stand-ins in place of all answers, [rows, n · width]; untrained where it never trained.
   */
  standIns?: (queries: readonly Request[]) => Rows[] | Promise<Rows[]>;
  /** ∂(Σ cotangent · z)/∂F for each study, [rows, n · width]; the cotangents are [rows, classes]. */
  pullback: (studies: readonly Batch[], cotangents: readonly Rows[]) => Rows[] | Promise<Rows[]>;
}

export function isLearning(cohort: Cohort): cohort is LearningCohort {
  return 'train' in cohort;
}
