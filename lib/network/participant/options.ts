import { InvalidArgumentError } from '../../math/errors.js';
import { show } from '../../math/show.js';
import { integer, nonNegative, positive, type ValuesOf } from '../../parameters/index.js';

/** The settings of a peer that runs by itself. */
export const PARTICIPANT = {
  context: integer(32, 'Width of the context, the joined answers'),
  hidden: integer(64, 'Hidden units'),
  learningRate: positive(0.002, 'Learning rate of Adam', { symbol: 'η' }),
  batch: integer(32, 'Rows of a batch'),
  timeout: positive(2, 'Seconds that an answer may take'),
  pause: nonNegative(0, 'Seconds between two rounds'),
  rounds: integer(0, 'Rounds after which the peer ends; 0 for none', { least: 0 }),
  temperature: positive(0.1, 'Temperature of the mask', { symbol: 'T' }),
  rows: integer(64, 'Most rows that significance is measured on, once a block'),
};
export type ParticipantSettings = ValuesOf<typeof PARTICIPANT>;

/** The settings of a ledger, by the peer that founds it. */
export const FOUNDING = {
  width: integer(32, 'Width of answers, of all peers'),
  mostPeers: integer(16, 'Most peers of the ledger', { least: 2, most: 1024 }),
  seconds: positive(10, 'Seconds of a block'),
  bound: positive(0.1, 'Most that a row of weights moves in a block', { symbol: 'ε' }),
  inflation: positive(0.1, 'Stake that a block pays', { symbol: 'τ' }),
};
export type FoundingSettings = ValuesOf<typeof FOUNDING>;

/** Peers of a network exchange rows of this shape; the name of the ledger's genesis says so. */
export interface NetworkShape {
  readonly inputs: number;
  readonly width: number;
  /** Symbols of inputs that are codes; 0 for numbers. */
  readonly symbols: number;
}

/** The name of a ledger for peers of a shape. */
export function nameOfShape({ inputs, width, symbols }: NetworkShape): string {
  return JSON.stringify({ inputs, width, symbols });
}

/** @throws {@link InvalidArgumentError} unless a ledger's name is that of a shape */
export function shapeOfName(where: string, name: string): NetworkShape {
  try {
    const shape = JSON.parse(name) as NetworkShape;
    const { inputs, width, symbols } = shape;
    const isShape = [inputs, width, symbols].every(
      (size) => Number.isSafeInteger(size) && size >= 0,
    );
    if (isShape && inputs > 0 && width > 0) return { inputs, width, symbols };
  } catch {
    // Refused below.
  }
  const rule = 'the ledger must be one that a peer has founded, with the shape of rows as its name';
  throw new InvalidArgumentError(where, rule, show(name));
}
