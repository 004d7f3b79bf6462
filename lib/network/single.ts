import { type Cohort, type AnswerGradient, type Request, type SavedState } from './cohort.js';
import { type Rows } from './rows.js';

/** A user's peer: any function with the network's input and output dimension. */
export interface PeerFunction {
  /** f(x): [rows, inputs] → [rows, width]. */
  forward: (x: Rows) => Rows | Promise<Rows>;
  /** Accumulates a ∂L/∂f(x) of another peer. Default: it does not learn. */
  accumulate?: (x: Rows, gradient: Rows) => void | Promise<void>;
  /** One step along the accumulated gradients; called once a round. */
  step?: () => void | Promise<void>;
  /** Everything that training changes, copied, by name; a checkpoint keeps it. Default: nothing changes. */
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

  forward(queries: readonly Request[]): Promise<Rows[]> {
    return Promise.all(queries.map(async ({ x }) => this.peerFunction.forward(copied(x))));
  }

  async accumulate(lessons: readonly AnswerGradient[]): Promise<void> {
    for (const { x, gradient } of lessons)
      await this.peerFunction.accumulate?.(copied(x), gradient);
  }

  async step(): Promise<void> {
    await this.peerFunction.step?.();
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
