/*
 * The dense peer: its layers and their initial values.
 *
 *   h   = relu(x E + e)                        encoder
 *   c   = Σ_j (m_ij f_j(x)) J_j + j            the context: masked answers of all peers, joined
 *   c̃   = relu(x A + a) B + b                  the student, distilled from c, of x alone
 *   f   = tanh(h U + c V + u)                  body: the representation
 *   z   = f G + g                              head: the logits
 *   f̃_j = tanh(relu(x A + a) D_j + d_j)        stand-ins: the predicted answer of each peer, of x alone
 *
 * Inputs that are codes are embedded first, x M for each symbol of the window.
 */
import { type Encoding } from '../../datasets/index.js';

/** The dimensions that decide the shapes of all layers. */
export interface Dimensions {
  /** Numbers or codes of a row. */
  readonly inputs: number;
  readonly encoding: Encoding;
  /** Hidden units of encoder and student; smaller peers are padded with units that remain zero. */
  readonly hidden: number;
  /** Width of every representation f. */
  readonly width: number;
  /** Width of the joined context c. */
  readonly context: number;
  /** n, the number of joined answers. */
  readonly peers: number;
  readonly classes: number;
  /** Whether there are stand-ins. */
  readonly standIns: boolean;
  /** Neighbours whose parameters a peer holds at most. Default: all. */
  readonly held?: number;
}

/** Width of the embedding of a symbol. */
export const EMBEDDING = 8;

/** The names of the layers: weight matrices, and bias rows where the name ends in Bias. */
export type LayerName =
  | 'embedding'
  | 'encoder'
  | 'encoderBias'
  | 'studentHidden'
  | 'studentHiddenBias'
  | 'student'
  | 'studentBias'
  | 'join'
  | 'joinBias'
  | 'bodyHidden'
  | 'bodyContext'
  | 'bodyBias'
  | 'head'
  | 'headBias'
  | 'standIn'
  | 'standInBias';

/** One layer of one peer. */
export interface Layer {
  readonly name: LayerName;
  readonly rows: number;
  readonly columns: number;
  /** Standard deviation of the normal initial values without padding; 0 for biases. */
  readonly spread: number;
  /** Whether its rows or its columns are hidden units. */
  readonly units: 'none' | 'rows' | 'columns';
}

/** All layers of a peer, in the order of their storage. */
export function layersOf(dimensions: Dimensions): Layer[] {
  const { inputs, encoding, hidden, width, context, peers, classes, standIns } = dimensions;
  const codes = encoding.kind === 'codes';
  const entering = codes ? inputs * EMBEDDING : inputs;
  const layer = (
    name: LayerName,
    rows: number,
    columns: number,
    gain: number,
    units: Layer['units'] = 'none',
  ): Layer => ({ name, rows, columns, spread: gain / Math.sqrt(rows), units });
  const bias = (name: LayerName, columns: number, units: Layer['units'] = 'none'): Layer => ({
    name,
    rows: 1,
    columns,
    spread: 0,
    units,
  });
  return [
    // A lookup reads one row of an embedding, so that its values have variance 1 for every alphabet.
    ...(codes
      ? [layer('embedding', encoding.symbols, EMBEDDING, Math.sqrt(encoding.symbols))]
      : []),
    // He et al. 2015 before relu; 1/√fan-in elsewhere.
    layer('encoder', entering, hidden, Math.SQRT2, 'columns'),
    bias('encoderBias', hidden, 'columns'),
    layer('studentHidden', entering, hidden, Math.SQRT2, 'columns'),
    bias('studentHiddenBias', hidden, 'columns'),
    layer('student', hidden, context, 1, 'rows'),
    bias('studentBias', context),
    layer('join', peers * width, context, 1),
    bias('joinBias', context),
    layer('bodyHidden', hidden, width, 1, 'rows'),
    layer('bodyContext', context, width, 1),
    bias('bodyBias', width),
    layer('head', width, classes, 1),
    bias('headBias', classes),
    ...(standIns
      ? [layer('standIn', hidden, peers * width, 1, 'rows'), bias('standInBias', peers * width)]
      : []),
  ];
}

/** The layers of a neighbour: what a peer holds for each peer that it has joined. */
const OF_NEIGHBOURS: readonly LayerName[] = ['join', 'standIn', 'standInBias'];

/** The layers that a peer holds once, for any neighbours. */
export function fixedLayers(dimensions: Dimensions): Layer[] {
  return layersOf(dimensions).filter(({ name }) => !OF_NEIGHBOURS.includes(name));
}

/**
 * The layers that a peer holds for one neighbour: J_j [width, context], and D_j [hidden, width] and d_j [1, width] with
 * stand-ins, which a peer does not have for itself.
 */
export function neighbourLayers(dimensions: Dimensions, ofSelf: boolean): Layer[] {
  const { width } = dimensions;
  return layersOf(dimensions)
    .filter(({ name }) => OF_NEIGHBOURS.includes(name) && !(ofSelf && name !== 'join'))
    .map((layer) =>
      layer.name === 'join' ? { ...layer, rows: width } : { ...layer, columns: width },
    );
}

/** The minimum fan-in by which weights that read hidden units are scaled. */
const MINIMUM_FAN_IN = 64;

/**
 * Writes the initial values of a layer of a peer with `own` hidden units, [rows, columns]: the same as without padding.
 * Padding is zero already and remains so, since relu has no gradient at zero. Weights that read hidden units are
 * scaled for at least {@link MINIMUM_FAN_IN} of them, so that the initial answers of a small peer are small.
 *
 * @param draw - writes normal numbers of a spread, this layer's alone
 */
export function initialise(
  values: Float32Array,
  layer: Layer,
  own: number,
  draw: (to: Float32Array, spread: number) => void,
): void {
  const { rows, columns, spread, units } = layer;
  if (spread === 0) {
    values.fill(0);
    return;
  }
  const [rowEnd, columnEnd] = [units === 'rows' ? own : rows, units === 'columns' ? own : columns];
  const ownSpread =
    units === 'rows' ? spread * Math.sqrt(rows / Math.max(own, MINIMUM_FAN_IN)) : spread;
  if (columnEnd === columns) {
    draw(values.subarray(0, rowEnd * columns), ownSpread);
    return;
  }
  const numbers = new Float32Array(rowEnd * columnEnd);
  draw(numbers, ownSpread);
  for (let row = 0, at = 0; row < rowEnd; row++) {
    for (let column = 0; column < columnEnd; column++, at++) {
      values[row * columns + column] = numbers[at];
    }
  }
}
