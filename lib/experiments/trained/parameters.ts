/*
 * A network of real models on real data as parameters: what every study of trained networks takes.
 */
import {
  characterDataset,
  loadAddresses,
  loadDigits,
  shardByDirichlet,
  shardByGroup,
  shardUniformly,
  splitHeldOut,
  type Dataset,
} from '../../datasets/index.js';
import { checkInteger, checkNonNegative, checkOneOf, checkPositive } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { type RandomStream } from '../../math/random.js';
import {
  createNetwork,
  NETWORK_SETTINGS,
  TRAIN_DEFAULTS,
  type GateOptions,
  type Network,
} from '../../network/index.js';
import { networkStream } from '../parameters.js';

export const CORPORA = ['digits', 'addresses'] as const;

/** Images of digits, or the next character of presidents' addresses. */
export type Corpus = (typeof CORPORA)[number];

export const SHARDING = ['apart', 'alike'] as const;

/** `apart`: digits by Dirichlet(β) over their classes, addresses by author. `alike`: rows at random. */
export type Sharding = (typeof SHARDING)[number];

/** What a trained network is made of. */
export interface TrainedParameters {
  /** n, all with data of their own. Default 8. */
  peers: number;
  /** Hidden units: one number for everybody, or one for each peer. Default 64. */
  hidden: number | number[];
  /** Width of every representation. Default 32. */
  width: number;
  /** How data are divided. Default `apart`. */
  sharding: Sharding;
  /** β of the Dirichlet distribution. Default 0.5. */
  beta: number;
  /** Rounds of training. Default 120. */
  rounds: number;
  /** Rows of a batch. Default 32. */
  batch: number;
  /** How much a peer's pace varies, in [0, 1]. Default 0: all in step, which is computed twice as fast. */
  jitter: number;
  /** η of Adam. Default 0.002. */
  learningRate: number;
  /** Decides every random number. Default 7. */
  seed: number;
}

export const TRAINED_DEFAULTS: TrainedParameters = {
  peers: 8,
  hidden: NETWORK_SETTINGS.hidden,
  width: NETWORK_SETTINGS.width,
  sharding: 'apart',
  beta: 0.5,
  rounds: 120,
  batch: TRAIN_DEFAULTS.batch,
  jitter: 0,
  learningRate: NETWORK_SETTINGS.learningRate,
  seed: 7,
};

/** @throws {@link InvalidArgumentError} when a parameter is out of range */
export function checkTrained(
  where: string,
  networks: number,
  parameters: Omit<TrainedParameters, 'hidden'> & { hidden: unknown },
): void {
  const { peers, hidden } = parameters;
  checkInteger(where, 'networks', networks, 1);
  checkInteger(where, 'peers', peers, 1);
  if (Array.isArray(hidden) && hidden.length !== peers) {
    const rule = `hidden must be one number or one for each of ${peers} peers`;
    throw new InvalidArgumentError(where, rule, `${hidden.length} numbers`);
  }
  for (const units of Array.isArray(hidden) ? hidden : [hidden]) {
    checkInteger(where, 'hidden', units, 1);
  }
  for (const name of ['width', 'rounds', 'batch'] as const) {
    checkInteger(where, name, parameters[name], 1);
  }
  checkOneOf(where, 'sharding', parameters.sharding, SHARDING);
  checkPositive(where, 'beta', parameters.beta);
  checkNonNegative(where, 'jitter', parameters.jitter);
  if (parameters.jitter > 1) {
    throw new InvalidArgumentError(where, 'jitter must be at most 1', String(parameters.jitter));
  }
  checkPositive(where, 'learningRate', parameters.learningRate);
  checkInteger(where, 'seed', parameters.seed, 0);
}

/** A network before its first round, and data that none of its peers trains on. */
export interface DrawnNetwork {
  readonly network: Network;
  readonly heldOut: Dataset;
}

/** Held-out part of the digits. */
const HELD_OUT = 0.25;
/** Rows of each author that peers train on, and that are held out. */
const EXAMPLES = 2000;
const HELD_OUT_EXAMPLES = 50;
/** Characters that the next one is told from. */
const WINDOW = 8;

/**
 * Network `number` of a study: data, shards, first parameters and batches all come from the seed and the number.
 *
 * @param others - options of the network that a study does not vary
 */
export async function drawTrained(
  parameters: TrainedParameters,
  corpus: Corpus,
  number: number,
  others: { gate?: GateOptions | undefined; standIns?: boolean } = {},
): Promise<DrawnNetwork> {
  const { hidden, width, learningRate } = parameters;
  const stream = networkStream(parameters.seed, number).split(corpus);
  const { shards, heldOut } = divided(parameters, corpus, stream);
  const network = await createNetwork({
    peers: shards.map((data, peer) => ({
      kind: 'dense',
      data,
      hidden: Array.isArray(hidden) ? hidden[peer] : hidden,
    })),
    ...{ width, learningRate, standIns: others.standIns ?? false },
    ...(others.gate && { gate: others.gate }),
    seed: stream.split('network').integer(2 ** 31),
  });
  return { network, heldOut };
}

function divided(
  { peers, sharding, beta }: TrainedParameters,
  corpus: Corpus,
  stream: RandomStream,
): { shards: Dataset[]; heldOut: Dataset } {
  const { train, heldOut } =
    corpus === 'digits'
      ? splitHeldOut(loadDigits(), { fraction: HELD_OUT, stream: stream.split('held out') })
      : characterDataset(loadAddresses(), {
          ...{ window: WINDOW, examples: EXAMPLES, heldOutExamples: HELD_OUT_EXAMPLES },
          stream: stream.split('characters'),
        });
  const options = { peers, stream: stream.split('shards') };
  if (sharding === 'alike') return { shards: shardUniformly(train, options), heldOut };
  const shards =
    corpus === 'digits'
      ? shardByDirichlet(train, { ...options, beta })
      : shardByGroup(train, options);
  return { shards, heldOut };
}
