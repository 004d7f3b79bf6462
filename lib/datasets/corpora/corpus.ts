/*
 * A corpus is one value: its labels, its training and held-out rows, and the division of its rows among peers.
 */
import { checkList, checkObject, checkText } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { type RandomStream } from '../../math/random.js';
import { checkWord, defined, functionField } from '../../parameters/definition.js';
import { checkDataset } from '../dataset.js';
import { shardByDirichlet } from '../shards.js';
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

/** The argument of {@link defineCorpus}: a corpus, of which the division may be left out. */
export interface CorpusGiven<Name extends string = string> extends Omit<
  CorpusDefinition,
  'name' | 'divided' | 'shard'
> {
  readonly name: Name;
  readonly divided?: CorpusDefinition['divided'];
  readonly shard?: CorpusDefinition['shard'];
}

/**
 * Makes a corpus from its definition. Without `shard`, rows are divided by {@link shardByDirichlet}; without `divided`,
 * captions say so.
 *
 * @throws {@link InvalidArgumentError} when a field is missing, of another kind, or none of a corpus's
 */
export function defineCorpus<const Name extends string>(
  definition: CorpusGiven<Name>,
): CorpusDefinition<Name> {
  const fields = {
    ...{ name: checkWord, title: checkText },
    ...{ split: functionField, shard: functionField, divided: functionField },
  };
  return defined('defineCorpus', 'corpus', definition, fields, {
    shard: shardByDirichlet,
    divided: (beta: number) => `${definition.title} divided by Dirichlet(${beta})`,
  });
}

/**
 * The training rows of each peer of a network, and the held-out rows.
 *
 * @throws {@link InvalidArgumentError} when the corpus gives no data sets, or not one shard for each peer
 */
export function divideCorpus(
  where: string,
  { name, split, shard }: CorpusDefinition,
  stream: RandomStream,
  divide: (train: Dataset, by: CorpusDefinition['shard']) => Dataset[],
  peers: number,
): { shards: Dataset[]; heldOut: Dataset } {
  const found: unknown = split(stream);
  checkObject(where, `split of the corpus ${name}`, found);
  const { train, heldOut } = found as HeldOutSplit;
  for (const [part, rows] of Object.entries({ train, heldOut })) {
    checkDataset(`${where}: ${part} of the corpus ${name}`, rows);
  }
  const shards = divide(train, shard);
  checkList(where, `shard of the corpus ${name}`, shards);
  if (shards.length !== peers) {
    const rule = `shard of the corpus ${name} must give a data set for each of ${peers} peers`;
    throw new InvalidArgumentError(where, rule, String(shards.length));
  }
  for (const [peer, rows] of shards.entries()) {
    checkDataset(`${where}: shard ${peer} of the corpus ${name}`, rows);
  }
  return { shards, heldOut };
}
