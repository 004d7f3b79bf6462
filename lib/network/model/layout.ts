/*
 * The peer that the library brings: which layers it has, and what they start from.
 *
 *   h   = relu(x E + e)                        encoder
 *   c   = Σ_j (m_ij f_j(x)) J_j + j            the context: masked answers of all peers, joined
 *   c̃   = relu(x A + a) B + b                  the student, which imitates c from x alone
 *   f   = tanh(h U + c V + u)                  body: the representation
 *   z   = f G + g                              head: the logits
 *   f̃_j = tanh(relu(x A + a) D_j + d_j)        stand-ins: what each peer would answer, from x alone
 *
 * Inputs that are codes go through an embedding first, x M for each symbol of the window.
 */
import { type RandomStream } from '../../math/random.js';
import { type Encoding } from '../../datasets/index.js';

/** The dimensions that decide the shapes of all layers. */
export interface Dimensions {
  /** Numbers or codes that a peer takes in. */
  readonly inputs: number;
  readonly encoding: Encoding;
  /** Hidden units of encoder and student; peers with fewer are padded with units that stay at zero. */
  readonly hidden: number;
  /** Width of every representation f. */
  readonly width: number;
  /** Width of the joined context c. */
  readonly context: number;
  /** n: how many peers' answers are joined. */
  readonly peers: number;
  readonly classes: number;
  /** Whether there are stand-ins. */
  readonly standIns: boolean;
}

/** Numbers that stand for a symbol. */
export const EMBEDDING = 8;

/** The names of the layers: a weight's matrix, and the row that is added where the name ends in Bias. */
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
  /** Standard deviation of the normal numbers that it starts from, were all its rows a peer's own; 0 for biases. */
  readonly spread: number;
  /** Whether its rows, or its columns, are hidden units. */
  readonly units: 'none' | 'rows' | 'columns';
}

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
    // One row of an embedding is read at a time: its numbers are of the order of 1 whatever the alphabet.
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

/** Units of a peer whose units' weights add up to 1 at first; each unit of a smaller one speaks no louder. */
const FULL_VOICE = 64;

/**
 * The initial values of a layer of a peer with `own` hidden units, [rows, columns]: the same as without padding.
 * Units beyond are zero, and stay so: relu passes no gradient at zero. The weights that read hidden units are scaled for
 * {@link FULL_VOICE} of them at least, so that a peer of few units has little to say at first, and earns its weight.
 */
export function initialValues(layer: Layer, own: number, stream: RandomStream): Float32Array {
  const { name, rows, columns, spread, units } = layer;
  const values = new Float32Array(rows * columns);
  if (spread === 0) return values;
  const draw = stream.split(name);
  const [rowEnd, columnEnd] = [units === 'rows' ? own : rows, units === 'columns' ? own : columns];
  const ownSpread =
    units === 'rows' ? spread * Math.sqrt(rows / Math.max(own, FULL_VOICE)) : spread;
  for (let row = 0; row < rowEnd; row++) {
    for (let column = 0; column < columnEnd; column++) {
      values[row * columns + column] = ownSpread * draw.normal();
    }
  }
  return values;
}
