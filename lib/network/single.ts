import { type Cohort, type Lesson, type Query, type SavedState } from './cohort.js';
import { type Rows } from './rows.js';

/** A peer of the user's own: any function with the network's input and output dimension. */
export interface PeerFunction {
  /** f(x): [rows, inputs] → [rows, width]. */
  answer: (x: Rows) => Rows | Promise<Rows>;
  /** Takes note of somebody's ∂L/∂f(x). Default: it does not learn. */
  learn?: (x: Rows, gradient: Rows) => void | Promise<void>;
  /** Moves along what was noted; called once a round. */
  update?: () => void | Promise<void>;
  /** Everything that training changes, copied, by name: what a checkpoint keeps. Default: nothing changes. */
  save?: () => SavedState;
  /** Puts back what `save` gave. */
  restore?: (state: SavedState) => void;
}

/** A cohort of one around a user's function. */
export class SingleCohort implements Cohort {
  readonly members: readonly number[];

  constructor(
    peer: number,
    readonly peerFunction: PeerFunction,
  ) {
    this.members = [peer];
  }

  answer(queries: readonly Query[]): Promise<Rows[]> {
    return Promise.all(queries.map(async ({ x }) => this.peerFunction.answer(copied(x))));
  }

  async learn(lessons: readonly Lesson[]): Promise<void> {
    for (const { x, gradient } of lessons) await this.peerFunction.learn?.(copied(x), gradient);
  }

  async update(): Promise<void> {
    await this.peerFunction.update?.();
  }

  save(): SavedState {
    return this.peerFunction.save?.() ?? new Map<string, Float32Array>();
  }

  restore(state: SavedState): void {
    this.peerFunction.restore?.(state);
  }
}

/** The rows are the asker's: a function that writes over its input must not change them. */
function copied({ rows, columns, values }: Rows): Rows {
  return { rows, columns, values: values.slice() };
}
