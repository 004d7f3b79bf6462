/*
 * A corpus is one value: the words for it, its training and held-out rows, and the division of its rows among peers.
 */
import { type RandomStream } from '../../math/random.js';
import { type Dataset, type HeldOutSplit } from '../dataset.js';

/** The parameters of a division among peers. */
export interface Division {
  readonly peers: number;
  readonly stream: RandomStream;
  /** β of the Dirichlet distribution, for corpora that are divided by it. */
  readonly beta: number;
}

/** A corpus that peers train on. */
export interface CorpusDefinition<Name extends string = string> {
  readonly name: Name;
  /** The words for it in figures and tables. */
  readonly title: string;
  /** The words of a caption for the division where peers see different data. */
  readonly divided: (beta: number) => string;
  /** Rows to train on, and rows that no peer trains on. */
  readonly split: (stream: RandomStream) => HeldOutSplit;
  /** A shard for each peer, each with different data. */
  readonly shard: (rows: Dataset, division: Division) => Dataset[];
}

/** Makes a corpus of its definition. */
export function defineCorpus<const Name extends string>(
  definition: CorpusDefinition<Name>,
): CorpusDefinition<Name> {
  return Object.freeze({ ...definition });
}
