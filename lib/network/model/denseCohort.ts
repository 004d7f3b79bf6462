import { type RandomStream } from '../../math/random.js';
import { type Tensorflow } from '../../tensors/index.js';
import {
  type AnswerGradient,
  type Batch,
  type Context,
  type LearningCohort,
  type Request,
  type SavedState,
  type StandInRequest,
  type TrainResult,
} from '../cohort.js';
import { type Rows } from '../rows.js';
import { forwardOf, type Forward } from './forward.js';
import { besideTensors } from './joining.js';
import { type Dimensions, type LayerName } from './layout.js';
import { type Computation, type Learner, type Learning } from './learner.js';
import { batchStacks, separateStacks } from './stacking.js';
import { StackTensors } from './stackTensors.js';
import { standInAnswers } from './standIns.js';
import { ParameterStore } from './store.js';
import { onTensors } from './tensorLearner.js';

/**
 * Dense peers of one shape, computed as stacked products. A learner computes what a round of training needs; logits
 * and stand-ins' answers are computed with tfjs from the same parameters.
 */
export class DenseCohort implements LearningCohort {
  readonly readsAtOnce = true;
  readonly store: ParameterStore;
  readonly #learner: Learner;
  readonly #tensors: StackTensors;
  readonly #forward: Forward;
  readonly #names: readonly LayerName[];

  /**
   * @param members - their indices in the network
   * @param hidden - hidden units of each, at most those of the dimensions
   * @param streams - the random stream of each peer's initial parameters
   * @param computation - where parameters are kept, and what trains them. Default: tfjs
   */
  constructor(
    readonly tf: Tensorflow,
    readonly dimensions: Dimensions,
    readonly members: readonly number[],
    hidden: readonly number[],
    streams: readonly RandomStream[],
    readonly learning: Learning,
    computation: Computation = onTensors(tf),
  ) {
    this.store = new ParameterStore(dimensions, members, hidden, streams, computation.allocator);
    this.#learner = computation.learner(this.store, learning);
    this.#tensors = new StackTensors(tf, this.store);
    this.#forward = forwardOf(tf, dimensions);
    this.#names = this.store.layers.map(({ name }) => name);
  }

  forward(requests: readonly Request[]): Rows[] | Promise<Rows[]> {
    return this.#learner.forward(requests);
  }

  anticipate(requests: readonly Request[]): void {
    this.#learner.anticipate?.(requests);
  }

  accumulate(gradients: readonly AnswerGradient[]): void | Promise<void> {
    return this.#learner.accumulate(gradients);
  }

  train(batches: readonly Batch[]): TrainResult[] | Promise<TrainResult[]> {
    return this.#learner.train(batches);
  }

  step(peers: readonly number[]): readonly number[] | Promise<readonly number[]> {
    return this.#learner.step(peers);
  }

  standIns(requests: readonly StandInRequest[]): Rows[] {
    const { tf, store, dimensions } = this;
    const tensors = this.#tensors;
    const stacks = separateStacks(requests);
    return tensors.compute(stacks, this.#names, (slices, parameters, chosen) => {
      const neighbours = slices.map(({ tasks }) => tasks.map(({ neighbour }) => neighbour));
      const layers = {
        standIn: besideTensors(tf, store, 'standIn', neighbours, chosen),
        standInBias: besideTensors(tf, store, 'standInBias', neighbours, chosen),
      };
      const x = tensors.x(slices);
      const { answers } = standInAnswers(tf, dimensions, parameters, layers, x);
      return tensors.rows(answers, slices);
    });
  }

  logits(batches: readonly Batch[], context: Context): Rows[] {
    const tensors = this.#tensors;
    return tensors.compute(batchStacks(batches), this.#names, (slices, parameters, chosen) => {
      const x = tensors.x(slices);
      if (context === 'student') {
        return tensors.rows(this.#forward.studentLogits(parameters, x), slices);
      }
      const c = this.#forward.context(parameters, x, tensors.joined(slices, chosen));
      return tensors.rows(this.#forward.logits(parameters, x, c), slices);
    });
  }

  recycle(rows: Rows): void {
    this.#learner.recycle?.(rows);
  }

  discard(peer: number): void {
    this.#learner.flush?.();
    this.store.discard(this.#tensors.member(peer));
  }

  /** Hidden units of one peer, without padding. */
  hiddenOf(peer: number): number {
    return this.store.hidden[this.#tensors.member(peer)];
  }

  /** The layers of one peer, copied, with its padding. */
  parametersOf(peer: number): Map<LayerName, Rows> {
    return this.store.layersOf(this.#tensors.member(peer));
  }

  save(spare?: SavedState): SavedState {
    this.#learner.flush?.();
    return this.store.save(spare);
  }

  shapeOf(state: SavedState): ReadonlyMap<string, { readonly length: number }> {
    return this.store.shapeOf(state);
  }

  restore(state: SavedState): void {
    this.#learner.flush?.();
    this.store.restore(state);
    this.#learner.changed();
  }

  cache(threads: number): void {
    this.#learner.cache(threads);
  }

  release(): void {
    this.#learner.release();
  }
}
