/*
 * §1.1: "each parameterized function … need only accept the same input type x and produce the same output dimension to
 * fit within the network". A cohort is some peers that compute together; one user's function is a cohort of one.
 *
 *   f_j(x)        the representation that peer j answers with, [rows, width]
 *   F(x)          what reached the asker of all answers, masked: [rows, n · width], peer after peer
 *   z_i(x, F)     the logits of peer i, [rows, classes]
 */
import { type Rows } from './rows.js';

/** Somebody asks peer `peer` for f(x). */
export interface Request {
  readonly peer: number;
  readonly x: Rows;
}

/** Somebody's loss has the gradient `gradient` in the answer of `peer` to `x`: ∂L/∂f. */
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

/** What came of training on a batch; all means over its rows. */
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

/** What training changes, as arrays by name. */
export type SavedState = ReadonlyMap<string, Float32Array>;

/** Peers that answer. They may be asked together; what comes back must not depend on the company. */
export interface Cohort {
  /** Numbers of its peers in the network. */
  readonly members: readonly number[];
  /** f(x) for every query, in their order. */
  forward: (queries: readonly Request[]) => Rows[] | Promise<Rows[]>;
  /** Takes note of gradients from others; the parameters move with the next {@link Cohort.step}. */
  accumulate: (lessons: readonly AnswerGradient[]) => void | Promise<void>;
  /** One step of the optimiser for each of the peers, along all gradients noted since its last. */
  step: (peers: readonly number[]) => void | Promise<void>;
  /** Everything that training changes, copied, by name. */
  save: () => SavedState;
  /** Puts back what {@link Cohort.save} gave. */
  restore: (state: SavedState) => void;
  /** Until {@link Cohort.release}, it may keep what one call has computed for the next. Default: it keeps nothing. */
  cache?: () => void;
  /** Lets go of all that it keeps between calls. */
  release?: () => void;
}

/** Peers that train on data of their own besides. */
export interface LearningCohort extends Cohort {
  /** One batch each: notes the gradients of the peer's own parameters, and returns those of its inputs. */
  train: (studies: readonly Batch[]) => TrainResult[] | Promise<TrainResult[]>;
  /** z(x, F), or through the student's context, for each study, [rows, classes]. */
  logits: (studies: readonly Batch[], context: Context) => Rows[] | Promise<Rows[]>;
  /** What the peer's stand-ins put in place of everybody's answers, [rows, n · width]; untrained where it never trained. */
  standIns?: (queries: readonly Request[]) => Rows[] | Promise<Rows[]>;
  /** ∂(Σ cotangent · z)/∂F for each study, [rows, n · width]; the cotangents are [rows, classes]. */
  pullback: (studies: readonly Batch[], cotangents: readonly Rows[]) => Rows[] | Promise<Rows[]>;
}

export function isLearning(cohort: Cohort): cohort is LearningCohort {
  return 'train' in cohort;
}
