import { loadAddresses } from '../addresses.js';
import { characterDataset } from '../characters.js';
import { shardByGroup } from '../shards.js';
import { defineCorpus } from './corpus.js';

/** Training rows and held-out rows of each author. */
const EXAMPLES = 2000;
const HELD_OUT_EXAMPLES = 50;
/** Characters that precede the predicted one. */
const WINDOW = 8;

export const addresses = defineCorpus({
  name: 'addresses',
  title: 'next character of presidents’ addresses',
  divided: () => 'addresses by author',
  split: (stream) =>
    characterDataset(loadAddresses(), {
      ...{ window: WINDOW, examples: EXAMPLES, heldOutExamples: HELD_OUT_EXAMPLES },
      stream: stream.split('characters'),
    }),
  shard: (rows, { peers, stream }) => shardByGroup(rows, { peers, stream }),
});
