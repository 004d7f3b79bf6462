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
const FIRST_LAYER = 9;

/** Hidden units of a peer are computed by so many at once; products have no smaller tiles. */
const UNITS = 16;

/** The dimensions of a member as the kernel reads them. */
export interface MemberShape {
  readonly address: number;
  /** Hidden units that are computed: its own, and the padding up to a whole tile. */
  readonly hidden: number;
  /** Numbers of the activations of one row. */
  readonly activations: number;
}

/** Bytes of a shape. */
const SHAPE_BYTES = 4 * (FIRST_LAYER + LAYERS.length);

/** Writes the shapes of the members of a store, which remain. */
export function writeShapes(
  pieces: Pieces,
  store: ParameterStore,
  distillationTemperature: number,
): MemberShape[] {
  const { inputs, encoding, hidden: stored, context, width } = store.dimensions;
  const written = new Map<number, MemberShape>();
  return store.hidden.map((own) => {
    const hidden = Math.min(stored, Math.ceil(own / UNITS) * UNITS);
    const known = written.get(hidden);
    if (known) return known;
    const address = pieces.take(SHAPE_BYTES);
    writeShape(pieces, address, store, hidden, distillationTemperature);
    const embedded = encoding.kind === 'codes' ? inputs * EMBEDDING : 0;
    const shape = { address, hidden, activations: 2 * hidden + context + width + embedded };
    written.set(hidden, shape);
    return shape;
  });
}

function writeShape(
  pieces: Pieces,
  address: number,
  { dimensions, offsets }: ParameterStore,
  hidden: number,
  distillationTemperature: number,
): void {
  const { inputs, encoding, hidden: stored, width, context, classes } = dimensions;
  const codes = encoding.kind === 'codes';
  const count = FIRST_LAYER + LAYERS.length;
  const words = new Int32Array(pieces.memory.buffer, address, count);
  const entering = codes ? inputs * EMBEDDING : inputs;
  words.set([inputs, codes ? encoding.symbols : 0, entering, hidden, width, context, classes]);
  new Float32Array(pieces.memory.buffer, address, count)[7] = distillationTemperature;
  words[8] = stored;
  words.set(
    LAYERS.map((name) => 4 * (offsets.get(name) ?? 0)),
    FIRST_LAYER,
  );
}
