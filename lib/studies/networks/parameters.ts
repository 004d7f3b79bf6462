/*
 * The parameters of a network of real models on real data, for the studies of trained networks.
 */
import {
  CORPUS_NAMES,
  shardUniformly,
  type Corpus,
  type CorpusDefinition,
  type Dataset,
} from '../../datasets/index.js';
import { divideCorpus } from '../../datasets/corpora/corpus.js';
import { corpusNamed } from '../../datasets/named.js';
import { isFileCorpus, streamName } from '../../datasets/own/index.js';
import { checkInteger, checkList, checkOneOf, checkOptionNames } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { sum } from '../../math/rows.js';
import { type RandomStream } from '../../math/random.js';
import {
  createNetwork,
  NETWORK_SETTINGS,
  PRECISIONS,
  PEER_NAMES,
  PEERS,
  TRAIN_DEFAULTS,
  type GateOptions,
  type Network,
  type PeerName,
} from '../../network/index.js';
import { peerSpec } from '../../network/peers/peer.js';
import { checkNetworkSize } from '../../network/size.js';
import {
  choice,
  integer,
  list,
  omittable,
  oneOrMany,
  portion,
  positive,
  readAmong,
  type ValuesOf,
} from '../../parameters/index.js';
import { networkStream } from '../market/parameters.js';

export const SHARDINGS = ['apart', 'alike'] as const;

/** `apart`: the corpus's division, so that peers see different data. `alike`: rows at random. */
export type Sharding = (typeof SHARDINGS)[number];

/** The composition of a trained network, and its training. */
export const NETWORK = {
  peers: integer(8, 'Peers of a network, each with its own data', { symbol: 'n' }),
  hidden: oneOrMany(
    integer(NETWORK_SETTINGS.hidden, ''),
    NETWORK_SETTINGS.hidden,
    'Hidden units of every peer, or a list with one for each',
  ),
  width: integer(NETWORK_SETTINGS.width, 'Width of the representations that peers exchange'),
  sharding: choice(
    SHARDINGS,
    'apart',
    'Division of the data: apart as the corpus defines it (digits by Dirichlet(β), addresses by author), or alike at random',
  ),
  beta: positive(
    0.5,
    'Concentration of the Dirichlet distribution: small where peers see few classes',
    {
      symbol: 'β',
    },
  ),
  rounds: integer(120, 'Rounds of training'),
  batch: integer(TRAIN_DEFAULTS.batch, 'Rows of a batch'),
  jitter: portion(0, "Variation of a peer's pace, from 0 (all in step, fastest) to 1"),
  learningRate: positive(NETWORK_SETTINGS.learningRate, 'Learning rate of Adam', { symbol: 'η' }),
  precision: choice(
    PRECISIONS,
    NETWORK_SETTINGS.precision,
    'Rounding of products: portable, the same bytes on every machine, or fused, faster, with last bits that depend on the processor (Node 22)',
  ),
  seed: integer(7, 'Seed of every random number: the same seed gives the same files', { least: 0 }),
};

export type NetworkParameters = ValuesOf<typeof NETWORK>;

/** Peers without data, which join the peers of a network; those studies have it that measure learners alone. */
export const GUESTS = {
  guests: omittable(
    list(
      choice(PEER_NAMES, 'projection', ''),
      [],
      'Peers without data that join and answer; a list',
    ),
    'none',
  ),
};

/** The data that peers train on. */
export const CORPUS = {
  ...choice(CORPUS_NAMES, 'digits', 'Data that peers train on'),
  json: { anyOf: [{ enum: CORPUS_NAMES }, { type: 'string', pattern: '^file:' }] },
  check: (where: string, name: string, value: unknown): void => {
    if (typeof value === 'string' && isFileCorpus(value)) corpusNamed(where, value);
    else checkOneOf(where, name, value, CORPUS_NAMES);
  },
};

/** Hidden units of very different numbers, so that the peers' worth differs. */
export const SIZES = [1, 2, 3, 5, 8, 16, 32, 64];

/** The largest number of rows to measure significance on. */
export const ROWS = integer(256, "Most rows of a peer's data that significance is measured on");

/** @throws {@link InvalidArgumentError} when hidden units do not fit peers, or the network the memory. */
export function checkNetwork(
  where: string,
  { peers, hidden, width }: Pick<NetworkParameters, 'peers' | 'hidden' | 'width'>,
): void {
  if (Array.isArray(hidden) && hidden.length !== peers) {
    const rule = `hidden must be one number or one for each of ${peers} peers`;
    throw new InvalidArgumentError(where, rule, `${hidden.length} numbers`);
  }
  const units = Array.isArray(hidden) ? sum(hidden) : peers * hidden;
  checkNetworkSize(where, { peers, units, width, inputs: width, neighbours: peers });
}

/** @throws {@link InvalidArgumentError} when gates choose more peers for each example than there are. */
export function checkChosen(where: string, name: string, k: number, peers: number): void {
  checkInteger(where, name, k, 1, peers);
}

/** A network before its first round, and its held-out data. */
export interface SampledNetwork {
  readonly network: Network;
  readonly heldOut: Dataset;
}

/**
 * Network `number` of a study: the seed and the number determine data, shards, first parameters and batches.
 *
 * @param others - options of the network apart from the study's parameters, and `guests`, the peers without data that
 *   follow the peers with data; default none
 * @throws {@link InvalidArgumentError} (rejects) when a parameter is not allowed, or there is no such corpus
 */
export async function sampleNetwork(
  given: Omit<NetworkParameters, 'rounds' | 'batch' | 'jitter'>,
  corpus: Corpus,
  number: number,
  others: {
    gate?: GateOptions | undefined;
    standIns?: boolean;
    guests?: readonly PeerName[] | undefined;
  } = {},
): Promise<SampledNetwork> {
  const where = 'sampleNetwork';
  CORPUS.check(where, 'corpus', corpus);
  checkInteger(where, 'number', number, 0);
  checkOptionNames(where, others, ['gate', 'standIns', 'guests']);
  const { guests = [] } = others;
  checkList(where, 'guests', guests);
  for (const guest of guests) checkOneOf(where, 'guests', guest, PEER_NAMES);
  const { rounds: _, batch: __, jitter: ___, ...schema } = NETWORK;
  const parameters = readAmong(where, schema, given);
  checkNetwork(where, parameters);
  const { hidden, width, learningRate, precision } = parameters;
  const stream = networkStream(parameters.seed, number).split(streamName(corpus));
  const { shards, heldOut } = divided(parameters, corpus, stream);
  const { inputs, encoding } = shards[0];
  const joining = guests.map((guest, place) =>
    peerSpec(where, PEERS[guest], {
      ...{ inputs, encoding, width, learningRate },
      stream: stream.split('guests').split(place),
    }),
  );
  const network = await createNetwork({
    peers: [
      ...shards.map((data, peer) => ({
        kind: 'dense' as const,
        data,
        hidden: Array.isArray(hidden) ? hidden[peer] : hidden,
      })),
      ...(await Promise.all(joining)),
    ],
    ...{ width, learningRate, precision, standIns: others.standIns ?? false },
    ...(others.gate && { gate: others.gate }),
    seed: stream.split('network').integer(2 ** 31),
  });
  return { network, heldOut };
}

function divided(
  { peers, sharding, beta }: Pick<NetworkParameters, 'peers' | 'sharding' | 'beta'>,
  corpus: Corpus,
  stream: RandomStream,
): { shards: Dataset[]; heldOut: Dataset } {
  const divide = (train: Dataset, shard: CorpusDefinition['shard']): Dataset[] => {
    const options = { peers, stream: stream.split('shards') };
    return sharding === 'alike'
      ? shardUniformly(train, options)
      : shard(train, { ...options, beta });
  };
  return divideCorpus('sampleNetwork', corpusNamed('sampleNetwork', corpus), stream, divide, peers);
}
