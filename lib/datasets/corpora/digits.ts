import { loadDigits } from '../digits.js';
import { shardByDirichlet } from '../shards.js';
import { splitHeldOut } from '../split.js';
import { defineCorpus } from './corpus.js';

/** Held-out fraction of the rows. */
const HELD_OUT = 0.25;

export const digits = defineCorpus({
  name: 'digits',
  title: 'hand-written digits',
  divided: (beta) => `digits divided by Dirichlet(${beta})`,
  split: (stream) =>
    splitHeldOut(loadDigits(), { fraction: HELD_OUT, stream: stream.split('held out') }),
  shard: shardByDirichlet,
});
