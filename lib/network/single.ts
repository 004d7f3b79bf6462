import { type Cohort, type AnswerGradient, type Request, type SavedState } from './cohort.js';
import { type Rows } from './rows.js';

/** A peer defined by the user: any function with the network's input and output dimension. */
export interface PeerFunction {
  /** f(x): [rows, inputs] → [rows, width]. */
  forward: (x: Rows) => Rows | Promise<Rows>;
  /** Accumulates ∂L/∂f(x) of another peer's loss. Default: the peer does not learn. */
  accumulate?: (x: Rows, gradient: Rows) => void | Promise<void>;
  /** One optimizer step along the accumulated gradients, once per round; false where the step was skipped. */
  step?: () => unknown;
  /** A copy of all trained arrays, by name, for checkpoints. Default: there are none. */
  save?: () => SavedState;
  /** Restores a state that `save` returned. */
  restore?: (state: SavedState) => void;
}

/** A cohort of one peer, around a user's function. */
export class SingleCohort implements Cohort {
  readonly members: readonly number[];
  /** Ends loops that a late promise of the function would resume. */
  #released = 0;

  constructor(
    readonly peer: number,
    readonly peerFunction: PeerFunction,
  ) {
    this.members = [peer];
  }

  forward(requests: readonly Request[]): Promise<Rows[]> {
    return Promise.all(
      requests.map(async ({ x }) => ownRows(await this.peerFunction.forward(copied(x)))),
    );
  }

  async accumulate(gradients: readonly AnswerGradient[]): Promise<void> {
    const released = this.#released;
    for (const { x, gradient } of gradients) {
      if (this.#released !== released) return;
      await this.peerFunction.accumulate?.(copied(x), gradient);
    }
  }

  async step(): Promise<number[]> {
    return (await this.peerFunction.step?.()) === false ? [this.peer] : [];
  }

  save(): SavedState {
    return this.peerFunction.save?.() ?? new Map<string, Float32Array>();
  }

  restore(state: SavedState): void {
    this.peerFunction.restore?.(state);
  }

  release(): void {
    this.#released++;
  }
}

/** A copy of the rows, since a user's function may write over its input. */
function copied({ rows, columns, values }: Rows): Rows {
  return { rows, columns, values: values.slice() };
}

/** A copy of an answer, since a user's function may write over it later; anything but rows is returned unchanged. */
function ownRows(answer: unknown): Rows {
  const { rows, columns, values } = (answer ?? {}) as Partial<Rows>;
  if (!(values instanceof Float32Array)) return answer as Rows;
  return { rows, columns, values: values.slice() } as Rows;
}
