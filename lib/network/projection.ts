import { type Encoding } from '../datasets/index.js';
import { type RandomStream } from '../math/random.js';
import { type Cohort, type Request, type SavedState } from './cohort.js';
import { rowsOf, type Rows } from './rows.js';

/**
 * A peer that does not learn: f(x) = tanh(x P + p) with P sampled once from N(0, 1/inputs). Codes are one-hot.
 */
export class ProjectionCohort implements Cohort {
  readonly members: readonly number[];
  /** [inputs (· symbols), width]. */
  readonly #matrix: Float32Array;
  readonly #offset: Float32Array;

  constructor(
    peer: number,
    readonly inputs: number,
    readonly encoding: Encoding,
    readonly width: number,
    stream: RandomStream,
  ) {
    this.members = [peer];
    const rows = encoding.kind === 'codes' ? inputs * encoding.symbols : inputs;
    const draw = stream.split('projection');
    this.#matrix = Float32Array.from(
      { length: rows * width },
      () => draw.normal() / Math.sqrt(inputs),
    );
    this.#offset = Float32Array.from({ length: width }, () => draw.normal());
  }

  forward(requests: readonly Request[]): Rows[] {
    return requests.map(({ x }) => this.#project(x));
  }

  accumulate(): void {
    // A projection is fixed: gradients are ignored.
  }

  step(): number[] {
    return [];
  }

  save(): SavedState {
    return new Map();
  }

  restore(): void {
    // A projection is fixed: there is no state.
  }

  #project({ rows, values }: Rows): Rows {
    const { inputs, width, encoding } = this;
    const out = new Float32Array(rows * width);
    for (let row = 0; row < rows; row++) {
      const to = row * width;
      out.set(this.#offset, to);
      for (let k = 0; k < inputs; k++) {
        const value = values[row * inputs + k];
        const [line, scale] =
          encoding.kind === 'codes' ? [k * encoding.symbols + value, 1] : [k, value];
        if (scale === 0) continue;
        const from = line * width;
        for (let w = 0; w < width; w++) out[to + w] += scale * this.#matrix[from + w];
      }
      for (let w = 0; w < width; w++) out[to + w] = Math.tanh(out[to + w]);
    }
    return rowsOf(out, width);
  }
}
