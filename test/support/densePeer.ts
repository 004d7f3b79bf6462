/*
 * A second definition of the dense peer of lib/network/model/layout.ts, in double precision and on plain lists: tests
 * compare the tensors' results with it, and the tensors' gradients with its central differences.
 */

/** The sizes of the layers; `symbols` where inputs are codes. */
export interface Sizes {
  readonly inputs: number;
  readonly hidden: number;
  readonly width: number;
  readonly context: number;
  readonly peers: number;
  readonly classes: number;
  readonly symbols?: number;
}

type Matrix = number[][];

const EMBEDDING = 8;

/** The layers in the order of the peer's numbers, [rows, columns] each, by their letters in layout.ts. */
function shapesOf(sizes: Sizes): [string, number, number][] {
  const { inputs, hidden, width, context, peers, classes, symbols } = sizes;
  const entering = symbols === undefined ? inputs : inputs * EMBEDDING;
  return [
    ...(symbols === undefined ? [] : [['M', symbols, EMBEDDING] as [string, number, number]]),
    ['E', entering, hidden],
    ['e', 1, hidden],
    ['A', entering, hidden],
    ['a', 1, hidden],
    ['B', hidden, context],
    ['b', 1, context],
    ['J', peers * width, context],
    ['j', 1, context],
    ['U', hidden, width],
    ['V', context, width],
    ['u', 1, width],
    ['G', width, classes],
    ['g', 1, classes],
  ];
}

export class DensePeer {
  readonly #layers = new Map<string, Matrix>();

  /** @param parameters - all of the peer's numbers, layer by layer */
  constructor(
    readonly sizes: Sizes,
    parameters: ArrayLike<number>,
  ) {
    let at = 0;
    for (const [name, rows, columns] of shapesOf(sizes)) {
      const matrix = Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => parameters[at++]),
      );
      this.#layers.set(name, matrix);
    }
    if (at !== parameters.length) throw new RangeError(`${parameters.length} numbers for ${at}`);
  }

  /** f(x) of one row, with the student's context. */
  answer(x: ArrayLike<number>): number[] {
    return this.#representation(x, this.student(x));
  }

  /** z(x, F) of one row. */
  logits(x: ArrayLike<number>, inputs: ArrayLike<number>): number[] {
    return this.#head(x, this.context(inputs));
  }

  /** z(x, c̃) of one row. */
  studentLogits(x: ArrayLike<number>): number[] {
    return this.#head(x, this.student(x));
  }

  /** c. */
  context(inputs: ArrayLike<number>): number[] {
    return this.#linear(inputs, 'J', 'j');
  }

  /** c̃. */
  student(x: ArrayLike<number>): number[] {
    return this.#linear(relu(this.#linear(this.#embed(x), 'A', 'a')), 'B', 'b');
  }

  /** The three terms of one row's loss; `teacher` is the c that (11) imitates, by default this peer's own. */
  losses(
    x: ArrayLike<number>,
    inputs: ArrayLike<number>,
    y: number,
    temperature: number,
    teacher = this.context(inputs),
  ): [loss: number, studentLoss: number, distillation: number] {
    const taught = logSoftmax(teacher.map((value) => value / temperature));
    const copied = logSoftmax(this.student(x).map((value) => value / temperature));
    const divergence = sum(taught.map((value, k) => Math.exp(value) * (value - copied[k])));
    return [
      -logSoftmax(this.logits(x, inputs))[y],
      -logSoftmax(this.studentLogits(x))[y],
      temperature ** 2 * divergence,
    ];
  }

  #representation(x: ArrayLike<number>, context: number[]): number[] {
    const h = relu(this.#linear(this.#embed(x), 'E', 'e'));
    const [own, others, [bias]] = [
      this.#product(h, 'U'),
      this.#product(context, 'V'),
      this.#of('u'),
    ];
    return bias.map((value, k) => Math.tanh(own[k] + others[k] + value));
  }

  #head(x: ArrayLike<number>, context: number[]): number[] {
    return this.#linear(this.#representation(x, context), 'G', 'g');
  }

  #embed(x: ArrayLike<number>): ArrayLike<number> {
    return this.sizes.symbols === undefined
      ? x
      : Array.from(x, (code) => this.#of('M')[code]).flat();
  }

  #linear(x: ArrayLike<number>, matrix: string, bias: string): number[] {
    return this.#product(x, matrix).map((value, k) => value + this.#of(bias)[0][k]);
  }

  #product(x: ArrayLike<number>, name: string): number[] {
    const matrix = this.#of(name);
    return matrix[0].map((_, k) => sum(matrix.map((row, at) => x[at] * row[k])));
  }

  #of(name: string): Matrix {
    const matrix = this.#layers.get(name);
    if (!matrix) throw new RangeError(name);
    return matrix;
  }
}

const relu = (values: number[]): number[] => values.map((value) => Math.max(0, value));

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

export function logSoftmax(z: readonly number[]): number[] {
  const most = Math.max(...z);
  const total = Math.log(sum(z.map((value) => Math.exp(value - most)))) + most;
  return z.map((value) => value - total);
}

/** ∂f/∂x by central differences in double precision. */
export function centralDifferences(
  f: (x: Float64Array) => number,
  x: ArrayLike<number>,
  step = 1e-6,
): Float64Array {
  const at = Float64Array.from(x);
  return at.map((value, k) => {
    at[k] = value + step;
    const above = f(at);
    at[k] = value - step;
    const below = f(at);
    at[k] = value;
    return (above - below) / (2 * step);
  });
}
