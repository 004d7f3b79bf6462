/*
 * The part of a dense cohort that training spends its time in. Implementations compute the same functions of the same
 * stored parameters; all else (logits, stand-ins' answers) reads the store alone.
 */
import { type Cohort, type LearningCohort } from '../cohort.js';
import { type Rows } from '../rows.js';
import { type Allocator, type ParameterStore } from './store.js';

/** Hyperparameters of the dense peers' training. */
export interface Learning {
  /** η of Adam. */
  readonly learningRate: number;
  /** T_d of (11). */
  readonly distillationTemperature: number;
}

/** Answers, training and steps of the members of a store; peers are named by their indices in the network. */
export interface Learner
  extends
    Pick<Cohort, 'forward' | 'anticipate' | 'accumulate' | 'step'>,
    Pick<LearningCohort, 'train'> {
  /** Parameters of the store were changed by something else: what was computed from them is stale. */
  changed: () => void;
  /** Allows caching, and `threads` threads, between calls until {@link Learner.release}. */
  cache: (threads: number) => void;
  /** Waits for what other threads do, before the store is read as a whole or its gradients are discarded. Default: nothing is done by others. */
  flush?: () => void;
  /** Takes back rows that it returned, whose receiver reads them no more. */
  recycle?: (rows: Rows) => void;
  /** Ends caching and releases all caches. */
  release: () => void;
}

/** A way to compute: the place of parameters, and the learner that trains them. */
export interface Computation {
  readonly allocator: Allocator;
  readonly learner: (store: ParameterStore, learning: Learning) => Learner;
}
