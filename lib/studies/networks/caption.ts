import { type Corpus, type NetworkParameters } from './parameters.js';

const NAMES: Record<Corpus, string> = {
  digits: 'hand-written digits',
  addresses: 'next character of presidents’ addresses',
};

/** A corpus in words. */
export function corpusName(corpus: Corpus): string {
  return NAMES[corpus];
}

/** The composition of trained networks, as one clause. */
export function networkSetting(
  parameters: Omit<NetworkParameters, 'rounds'> & { rounds?: number },
  corpora: readonly Corpus[],
): string {
  const { peers, hidden, width, sharding, beta, rounds, batch, jitter, learningRate, seed } =
    parameters;
  const divided = {
    alike: () => 'rows divided at random',
    apart: () =>
      corpora
        .map((corpus) =>
          corpus === 'digits' ? `digits divided by Dirichlet(${beta})` : 'addresses by author',
        )
        .join(', '),
  }[sharding]();
  const units = Array.isArray(hidden) ? hidden.join(', ') : String(hidden);
  const pace = jitter === 0 ? 'all in step' : `jitter ${jitter}`;
  const trained = rounds === undefined ? '' : `${rounds} rounds, `;
  return (
    `n = ${peers} peers, hidden units ${units}, representations of width ${width}; ${divided}; ${trained}batch ${batch}, ` +
    `Adam with η = ${learningRate}, ${pace}; seed ${seed}`
  );
}
