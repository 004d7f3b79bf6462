/*
 * A synthetic task of known difficulty: a random network with one hidden layer labels Gaussian inputs.
 *
 *   x ~ N(0, 1), [rows, inputs]
 *   z = tanh(x A/√inputs) B, A ~ N(0, 1), [inputs, hidden], B ~ N(0, 1), [hidden, classes]
 *   y ~ softmax(z/noise), sampled as argmax(z + noise · g) with Gumbel g = −ln(exponential); noise 0: argmax z
 */
import { checkMemory } from '../math/memory.js';
import {
  integer,
  nonNegative,
  readParameters,
  stream,
  type OptionsOf,
} from '../parameters/index.js';
import type { Dataset } from './dataset.js';

/** The options of {@link teacherDataset}. */
export const TEACHER = {
  stream: stream('Source of teacher, inputs and noise'),
  inputs: integer(16, 'Inputs a row'),
  classes: integer(4, 'Classes', { least: 2 }),
  rows: integer(1000, 'Rows'),
  hidden: integer(32, "Units of the teacher's hidden layer"),
  noise: nonNegative(0, "Temperature of the labels; at 0 they are the teacher's most likely class"),
};

export type TeacherOptions = OptionsOf<typeof TEACHER>;

/**
 * Gaussian inputs with the labels of a random teacher.
 *
 * A and B are sampled row by row from `stream.split('first')` and `stream.split('second')`, x from
 * `stream.split('inputs')`, g from `stream.split('noise')`: more rows only add rows, and noise changes only labels.
 *
 * @throws {@link InvalidArgumentError} when an option is invalid
 */
export function teacherDataset(options: TeacherOptions): Dataset {
  const where = 'teacherDataset';
  const settings = readParameters(where, TEACHER, options);
  const { stream: source, inputs, classes, rows, hidden, noise } = settings;
  const bytes = 4 * rows * (inputs + 1) + 8 * hidden * (inputs + classes);
  checkMemory(where, `${rows} rows of ${inputs} inputs and a teacher of ${hidden} units`, bytes);
  const first = Float64Array.from({ length: inputs * hidden }, source.split('first').normal);
  const second = Float64Array.from({ length: hidden * classes }, source.split('second').normal);
  const x = Float32Array.from({ length: rows * inputs }, source.split('inputs').normal);
  const { exponential } = source.split('noise');
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

/** v M for a vector v and a matrix M, [v.length, width]. */
function layer(vector: ArrayLike<number>, matrix: Float64Array, width: number): Float64Array {
  const out = new Float64Array(width);
  for (let j = 0; j < vector.length; j++) {
    for (let k = 0; k < width; k++) out[k] += vector[j] * matrix[j * width + k];
  }
  return out;
}
