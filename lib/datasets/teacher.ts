/*
 * A synthetic task of known difficulty: a random network with one hidden layer labels Gaussian inputs.
 *
 *   x ~ N(0, 1), [rows, inputs]
 *   z = tanh(x A/√inputs) B, A ~ N(0, 1), [inputs, hidden], B ~ N(0, 1), [hidden, classes]
 *   y ~ softmax(z/noise), drawn as argmax(z + noise · g) with Gumbel g = −ln(exponential); noise 0: argmax z
 */
import { checkInteger, checkNonNegative, checkOptionNames } from '../math/checks.js';
import type { RandomStream } from '../math/random.js';
import type { Dataset } from './dataset.js';

export interface TeacherOptions {
  stream: RandomStream;
  /** Default 16. */
  inputs?: number;
  /** Default 4. */
  classes?: number;
  /** Default 1000. */
  rows?: number;
  /** Units of the teacher's hidden layer. Default 32. */
  hidden?: number;
  /** Temperature of the labels: 0 gives the teacher's own choice, ∞ would give any. Default 0. */
  noise?: number;
}

const OPTIONS = ['stream', 'inputs', 'classes', 'rows', 'hidden', 'noise'];

/**
 * Gaussian inputs with the labels of a random teacher.
 *
 * A and B are drawn row by row from `stream.split('first')` and `stream.split('second')`, x from
 * `stream.split('inputs')`, g from `stream.split('noise')`: more rows only add rows, and noise changes only labels.
 *
 * @throws {@link InvalidArgumentError} when an option is invalid
 */
export function teacherDataset(options: TeacherOptions): Dataset {
  const where = 'teacherDataset';
  checkOptionNames(where, options, OPTIONS);
  const { stream, inputs = 16, classes = 4, rows = 1000, hidden = 32, noise = 0 } = options;
  checkInteger(where, 'inputs', inputs, 1);
  checkInteger(where, 'classes', classes, 2);
  checkInteger(where, 'rows', rows, 1);
  checkInteger(where, 'hidden', hidden, 1);
  checkNonNegative(where, 'noise', noise);
  const first = Float64Array.from({ length: inputs * hidden }, stream.split('first').normal);
  const second = Float64Array.from({ length: hidden * classes }, stream.split('second').normal);
  const x = Float32Array.from({ length: rows * inputs }, stream.split('inputs').normal);
  const { exponential } = stream.split('noise');
  const y = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const units = layer(x.subarray(row * inputs, (row + 1) * inputs), first, hidden);
    const logits = layer(
      units.map((unit) => Math.tanh(unit / Math.sqrt(inputs))),
      second,
      classes,
    );
    if (noise > 0) {
      for (let c = 0; c < classes; c++) logits[c] -= noise * Math.log(exponential());
    }
    y[row] = logits.indexOf(Math.max(...logits));
  }
  return { name: 'teacher', rows, inputs, classes, x, y, encoding: { kind: 'numbers' } };
}

/** v M of a vector and a matrix [v.length, width]. */
function layer(vector: ArrayLike<number>, matrix: Float64Array, width: number): Float64Array {
  const out = new Float64Array(width);
  for (let j = 0; j < vector.length; j++) {
    for (let k = 0; k < width; k++) out[k] += vector[j] * matrix[j * width + k];
  }
  return out;
}
