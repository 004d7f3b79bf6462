/*
 * A corpus is one value: its labels, its training and held-out rows, and the division of its rows among peers.
 */
import { type RandomStream } from '../../math/random.js';
import { type Dataset, type HeldOutSplit } from '../dataset.js';

/** The parameters of a division among peers. */
export interface Division {
  readonly peers: number;
  readonly stream: RandomStream;
  /** β of the Dirichlet distribution, for corpora divided by it. */
  readonly beta: number;
}

/** A corpus that peers train on. */
export interface CorpusDefinition<Name extends string = string> {
  readonly name: Name;
  /** The label in figures and tables. */
  readonly title: string;
  /** The phrase in captions for the division into different shards. */
  readonly divided: (beta: number) => string;
  /** The training rows, and the held-out rows, on which no peer trains. */
  readonly split: (stream: RandomStream) => HeldOutSplit;
  /** One shard of different data for each peer. */
  readonly shard: (rows: Dataset, division: Division) => Dataset[];
}

/** Makes a corpus from its definition. */
export function defineCorpus<const Name extends string>(
  definition: CorpusDefinition<Name>,
): CorpusDefinition<Name> {
  return Object.freeze({ ...definition });
}
