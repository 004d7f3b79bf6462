import { type Corpus } from '../../datasets/index.js';
import { basename } from 'node:path';
import { corpusNamed } from '../../datasets/named.js';
import { isFileCorpus } from '../../datasets/own/index.js';
import { PEERS, type PeerName } from '../../network/index.js';
import { type NetworkParameters } from './parameters.js';

/** A corpus in words. */
export function corpusName(corpus: Corpus): string {
  return corpusNamed('corpusName', corpus).title;
}

/**
 * The name of a corpus in tables: of a file its own name, unless another of the corpora has it too.
 *
 * @param corpora - all corpora of the table
 */
export function corpusLabel(corpus: Corpus, corpora: readonly Corpus[]): string {
  const nameOf = (one: Corpus): string =>
    isFileCorpus(one) ? basename(decodeURIComponent(one.replace(/^file:|\?.*/gs, ''))) : one;
  const name = nameOf(corpus);
  return corpora.filter((one) => nameOf(one) === name).length > 1 ? corpus : name;
}

/** The composition of trained networks, as one clause. */
export function networkSetting(
  parameters: Omit<NetworkParameters, 'rounds'> & {
    rounds?: number;
    guests?: PeerName[] | undefined;
  },
  corpora: readonly Corpus[],
): string {
  const { peers, hidden, width, sharding, beta, rounds, batch, jitter, learningRate, seed } =
    parameters;
  const rounded = parameters.precision === 'fused' ? ', products fused' : '';
  const divided =
    sharding === 'alike'
      ? 'rows divided at random'
      : corpora.map((corpus) => corpusNamed('networkSetting', corpus).divided(beta)).join(', ');
  const units = Array.isArray(hidden) ? hidden.join(', ') : String(hidden);
  const pace = jitter === 0 ? 'all in step' : `jitter ${jitter}`;
  const guests = (parameters.guests ?? []).map((name) => PEERS[name].title).join(', ');
  const joined = guests === '' ? '' : `, joined by ${guests}`;
  const trained = rounds === undefined ? '' : `${rounds} rounds, `;
  return (
    `n = ${peers} peers, hidden units ${units}, representations of width ${width}${joined}; ${divided}; ${trained}batch ${batch}, ` +
    `Adam with η = ${learningRate}, ${pace}${rounded}; seed ${seed}`
  );
}
