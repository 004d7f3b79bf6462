/*
 * The dimensions of peers as the kernel reads them, assembly/shape.ts.
 */
import { EMBEDDING, type LayerName } from '../model/layout.js';
import { type ParameterStore } from '../model/store.js';
import { type Pieces } from './memory.js';

/** The layers in the order of the kernel's words. */
const LAYERS: readonly LayerName[] = [
  'embedding',
  'encoder',
  'encoderBias',
  'studentHidden',
  'studentHiddenBias',
  'student',
  'studentBias',
  'joinBias',
  'bodyHidden',
  'bodyContext',
  'bodyBias',
  'head',
  'headBias',
];
const FIRST_LAYER = 8;

/** Numbers of the activations of one row. */
export function activationsOf({ dimensions }: ParameterStore): number {
  const { inputs, encoding, hidden, context, width } = dimensions;
  return 2 * hidden + context + width + (encoding.kind === 'codes' ? inputs * EMBEDDING : 0);
}

/** Bytes of a shape. */
export const SHAPE_BYTES = 4 * (FIRST_LAYER + LAYERS.length);

/** Writes the shape of the peers of a store. */
export function writeShape(
  pieces: Pieces,
  address: number,
  { dimensions, offsets }: ParameterStore,
  distillationTemperature: number,
): void {
  const { inputs, encoding, hidden, width, context, classes } = dimensions;
  const codes = encoding.kind === 'codes';
  const count = FIRST_LAYER + LAYERS.length;
  const words = new Int32Array(pieces.memory.buffer, address, count);
  const entering = codes ? inputs * EMBEDDING : inputs;
  words.set([inputs, codes ? encoding.symbols : 0, entering, hidden, width, context, classes]);
  new Float32Array(pieces.memory.buffer, address, count)[7] = distillationTemperature;
  words.set(
    LAYERS.map((name) => 4 * (offsets.get(name) ?? 0)),
    FIRST_LAYER,
  );
}
