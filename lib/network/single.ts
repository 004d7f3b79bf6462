import { type Cohort, type AnswerGradient, type Request, type SavedState } from './cohort.js';
import { type Rows } from './rows.js';

/** A peer defined by the user: any function with the network's input and output dimension. */
export interface PeerFunction {
  /** f(x): [rows, inputs] → [rows, width]. */
  forward: (x: Rows) => Rows | Promise<Rows>;
  /** Accumulates ∂L/∂f(x) of another peer's loss. Default: the peer does not learn. */
  accumulate?: (x: Rows, gradient: Rows) => void | Promise<void>;
  /** One optimizer step along the accumulated gradients; called once per round. */
  step?: () => void | Promise<void>;
  /** A copy of all trained arrays, by name, for checkpoints. Default: there are none. */
  save?: () => SavedState;
  /** Restores a state that `save` returned. */
  restore?: (state: SavedState) => void;
}

/** A cohort of one peer, around a user's function. */
export class SingleCohort implements Cohort {
  readonly members: readonly number[];

  constructor(
    peer: number,
    readonly peerFunction: PeerFunction,
  ) {
    this.members = [peer];
  }

  forward(requests: readonly Request[]): Promise<Rows[]> {
    return Promise.all(requests.map(async ({ x }) => this.peerFunction.forward(copied(x))));
  }

  async accumulate(gradients: readonly AnswerGradient[]): Promise<void> {
    for (const { x, gradient } of gradients)
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

/** A copy of the rows, since a user's function may write over its input. */
function copied({ rows, columns, values }: Rows): Rows {
  return { rows, columns, values: values.slice() };
}
