/*
 * The joined answers of a stack of batches as tensors: F of all blocks that are joined, side by side, with J one below
 * the other. Batches of a stack join equally many answers, each those of its own neighbours.
 */
import type { Rank, Tensor3D } from '@tensorflow/tfjs';
import { fromHost, type Tensorflow } from '../../tensors/index.js';
import { type Batch, type JoinedAnswer } from '../cohort.js';
import { rowsOf, type Rows } from '../rows.js';
import { type LayerName } from './layout.js';
import { type ParameterStore } from './store.js';

/** The parts of the context c of p peers. */
export interface JoinTensors {
  /** F of the k answers that were given, [p, r, k · width], and their J, [p, k · width, context]; undefined for k = 0. */
  readonly others?: { readonly inputs: Tensor3D; readonly join: Tensor3D };
  /** The factors of the own answer, f(x, c̃), [p, r, width], and its J, [p, width, context]; undefined without it. */
  readonly own?: { readonly factors: Tensor3D; readonly join: Tensor3D };
}

/** An answer that was given. */
export type GivenAnswer = JoinedAnswer & { readonly answer: Rows };

/** The answers of a batch that were given, and the own answer that its cohort computes. */
export function answersOf({ joined }: Batch): { given: GivenAnswer[]; own?: JoinedAnswer } {
  const own = joined.find(({ answer }) => answer === undefined);
  return { given: joined.filter(isGiven), ...(own && { own }) };
}

export function isGiven(joined: JoinedAnswer): joined is GivenAnswer {
  return joined.answer !== undefined;
}

/** Calls `visit` for every answered row: its place among the answers, in the batch, and its factor. */
export function eachRow(
  { rows, factors }: JoinedAnswer,
  batchRows: number,
  visit: (at: number, row: number, factor: number) => void,
): void {
  const count = rows?.length ?? batchRows;
  for (let at = 0; at < count; at++) {
    visit(at, rows ? rows[at] : at, typeof factors === 'number' ? factors : factors[at]);
  }
}

/** The tensors of a stack with one batch of each member in `chosen`, each of `rows` rows. */
export function joinTensors(
  tf: Tensorflow,
  store: ParameterStore,
  batches: readonly Batch[],
  chosen: readonly number[],
): JoinTensors {
  const { width, context } = store.dimensions;
  const [{ x: first }] = batches;
  const [p, r] = [batches.length, first.rows];
  const answers = batches.map(answersOf);
  const k = answers[0].given.length;
  const block = width * context;
  return {
    ...(k > 0 && {
      others: {
        inputs: fromHost<Rank.R3>(tf, [p, r, k * width], (values) => {
          for (const [slice, { given }] of answers.entries()) {
            for (const [a, one] of given.entries()) {
              const part = { start: slice * r * k * width + a * width, stride: k * width };
              placeScaled(values, one, r, width, part);
            }
          }
        }),
        join: fromHost<Rank.R3>(tf, [p, k * width, context], (values) => {
          for (const [slice, { given }] of answers.entries()) {
            for (const [a, { peer }] of given.entries()) {
              const from = store.blockValues(chosen[slice], peer).subarray(0, block);
              values.set(from, (slice * k + a) * block);
            }
          }
        }),
      },
    }),
    ...(answers[0].own && {
      own: {
        factors: fromHost<Rank.R3>(tf, [p, r, width], (values) => {
          for (const [slice, { own }] of answers.entries()) {
            if (!own) continue;
            eachRow(own, r, (_, row, factor) => {
              const start = (slice * r + row) * width;
              values.fill(factor, start, start + width);
            });
          }
        }),
        join: fromHost<Rank.R3>(tf, [p, width, context], (values) => {
          for (const [slice, { own }] of answers.entries()) {
            if (!own) continue;
            const from = store.blockValues(chosen[slice], own.peer).subarray(0, block);
            values.set(from, slice * block);
          }
        }),
      },
    }),
  };
}

/** Where the rows of an answer lie in an array: its first number, and the distance between rows of the batch. */
interface Part {
  readonly start: number;
  readonly stride: number;
}

/** Writes an answer times its factors. */
export function placeScaled(
  values: Float32Array,
  joined: GivenAnswer,
  rows: number,
  width: number,
  { start, stride }: Part,
): void {
  const { values: answer } = joined.answer;
  eachRow(joined, rows, (at, row, factor) => {
    const [from, to] = [at * width, start + row * stride];
    for (let w = 0; w < width; w++) values[to + w] = factor * answer[from + w];
  });
}

/** The rows of an answer out of an array of all rows of a batch, times its factors where `scaled`. */
export function takeRows(
  values: Float32Array,
  joined: JoinedAnswer,
  rows: number,
  width: number,
  { start, stride }: Part,
  scaled: boolean,
): Rows {
  const out = new Float32Array((joined.rows?.length ?? rows) * width);
  eachRow(joined, rows, (at, row, factor) => {
    const [from, to] = [start + row * stride, at * width];
    const scale = scaled ? factor : 1;
    for (let w = 0; w < width; w++) out[to + w] = scale * values[from + w];
  });
  return rowsOf(out, width);
}

/** A layer of the neighbours `neighbours[slice]` of each member, side by side, [p, rows, k · width]. */
export function besideTensors(
  tf: Tensorflow,
  store: ParameterStore,
  name: LayerName,
  neighbours: readonly (readonly number[])[],
  chosen: readonly number[],
): Tensor3D {
  const layer = store.blockLayers.other.find((one) => one.name === name);
  if (!layer) throw new TypeError(`layer ${name} must exist`);
  const { rows, columns, start } = layer;
  const across = neighbours[0].length * columns;
  return fromHost<Rank.R3>(tf, [chosen.length, rows, across], (values) => {
    for (const [slice, member] of chosen.entries()) {
      for (const [a, neighbour] of neighbours[slice].entries()) {
        // A peer has no stand-in for itself: the numbers are zero.
        if (store.members[member] === neighbour) continue;
        const from = store.blockValues(member, neighbour);
        for (let row = 0; row < rows; row++) {
          const at = start + row * columns;
          const to = (slice * rows + row) * across + a * columns;
          values.set(from.subarray(at, at + columns), to);
        }
      }
    }
  });
}
