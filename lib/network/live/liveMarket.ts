/*
 * The loop of §1.6, block by block: peers train through the masks (7) given by their stake and weights, choose new
 * weights, submit bounded changes to the ledger (§1.3), are ranked (5) and paid (6).
 */
import { type Dataset } from '../../datasets/index.js';
import {
  changeTowards,
  createMemoryLog,
  keysFrom,
  openLedger,
  sign,
  type Keys,
  type Ledger,
  type OperationLog,
} from '../../ledger/index.js';
import { INFLATION_NORMS, mask as maskOf, type InflationNorm } from '../../market/index.js';
import {
  checkFunction,
  checkInteger,
  checkNonNegative,
  checkOneOf,
  checkOptionNames,
  checkPositive,
  checkSignal,
} from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { createStream } from '../../math/random.js';
import { columnMeans } from '../../math/rows.js';
import { evaluate } from '../evaluate.js';
import { checkIsNetwork } from '../check.js';
import { type Network } from '../network.js';
import { ablation, shapleySignificance } from '../significance/index.js';
import { train } from '../training/train.js';
import { CHOOSERS, chosenRows, type Chooser } from './choose.js';

export interface LiveMarketOptions {
  /** Blocks, at least 1. Default 20. */
  blocks?: number;
  /** Rounds of training per block. Default 10. */
  rounds?: number;
  /** Rows of a batch. Default 32. */
  batch?: number;
  /** Variation of a peer's pace. Default 0.2. */
  jitter?: number;
  /** Default `significance`. */
  chooser?: Chooser;
  /** T of (8). Default 0.1. */
  temperature?: number;
  /** α/τ, for `payoff`. Default 25. */
  ratio?: number;
  /** λ of (13), for `payoff`. Default 0.05. */
  learningRate?: number;
  /** ε: the bound of a row's change per block, ‖ΔW_i‖₂ < ε. Default 0.1. */
  bound?: number;
  /** τ of (6). Default 0.1. */
  inflation?: number;
  /** Default `l2`. */
  norm?: InflationNorm;
  /** Maximum number of rows that weights and ablation are measured on. Default 256. */
  rows?: number;
  /**
   * Blocks between measurements of the Shapley value of removals, which costs about two ablations; the first and the last
   * block are measured besides. 0, the default: never.
   */
  shapleyEvery?: number;
  /** The data that B is measured on. Default: B is not measured. */
  heldOut?: Dataset;
  /** The log of the ledger's operations, which must be empty. Default: in memory. */
  log?: OperationLog;
  signal?: AbortSignal;
  /** Called at the start and after every block. */
  onProgress?: (progress: { done: number; total: number; resumed: number }) => void;
}

/** Measurements of the network after a block, with access to all peers. */
export interface LiveBlock {
  readonly block: number;
  /** B of (1) on the held-out data through the block's masks, in nats; NaN without such data. */
  readonly benchmark: number;
  /** W after the block, [n, n]. */
  readonly weights: Float64Array;
  /** S after the block, [n]. */
  readonly stake: Float64Array;
  /** R of (5), by which the block paid, [n]. */
  readonly rank: Float64Array;
  /** The mean increase of all peers' losses when a peer is removed, through the block's masks, in nats, [n]. */
  readonly worth: Float64Array;
  /** The mean Shapley value of each peer for all peers' losses, through the block's masks, in nats, [n], where measured. */
  readonly shapley?: Float64Array;
}

const DEFAULTS = {
  blocks: 20,
  rounds: 10,
  batch: 32,
  jitter: 0.2,
  chooser: 'significance',
  temperature: 0.1,
  ratio: 25,
  learningRate: 0.05,
  bound: 0.1,
  inflation: 0.1,
  norm: 'l2',
  rows: 256,
  shapleyEvery: 0,
} as const satisfies LiveMarketOptions;

const OTHERS = ['heldOut', 'log', 'signal', 'onProgress'];

/** @throws {@link InvalidArgumentError} when an option is unknown or out of range */
function checkOptions(where: string, given: LiveMarketOptions) {
  checkOptionNames(where, given, [...Object.keys(DEFAULTS), ...OTHERS]);
  const options: LiveMarketOptions & Required<Pick<LiveMarketOptions, keyof typeof DEFAULTS>> = {
    ...DEFAULTS,
    ...given,
  };
  for (const name of ['blocks', 'rounds', 'batch', 'rows'] as const) {
    checkInteger(where, name, options[name], name === 'rounds' ? 0 : 1);
  }
  for (const name of ['temperature', 'learningRate', 'bound', 'inflation'] as const) {
    checkPositive(where, name, options[name]);
  }
  checkInteger(where, 'shapleyEvery', options.shapleyEvery, 0);
  checkNonNegative(where, 'ratio', options.ratio);
  checkOneOf(where, 'chooser', options.chooser, CHOOSERS);
  checkOneOf(where, 'norm', options.norm, INFLATION_NORMS);
  checkSignal(where, options.signal);
  if (options.onProgress !== undefined) checkFunction(where, 'onProgress', options.onProgress);
  return options;
}

/**
 * Runs a network as a market, in place: all peers start with one unit of stake and uniform weights.
 *
 * @returns one entry per block
 * @throws {@link InvalidArgumentError} (rejects) when an option is invalid; the signal's reason when it aborts
 */
export async function runLiveMarket(
  network: Network,
  given: LiveMarketOptions = {},
): Promise<LiveBlock[]> {
  const where = 'runLiveMarket';
  checkIsNetwork(where, network);
  const options = checkOptions(where, given);
  const { blocks, rounds, batch, jitter, chooser, temperature, signal, onProgress } = options;
  if (chooser === 'gate' && network.gates.size === 0) {
    const rule = 'network must be made with a gate for the chooser gate';
    throw new InvalidArgumentError(where, rule, 'one without');
  }
  const { ledger, peers, authority } = await found(network, options);
  const history: LiveBlock[] = [];
  const report = (): void => {
    onProgress?.({ done: history.length, total: blocks, resumed: 0 });
  };
  report();
  while (history.length < blocks) {
    const before = { ...ledger.snapshot(), temperature };
    const mask = maskOf(before);
    const until = network.round + rounds;
    await train(network, { rounds: until, mask, batch, jitter, ...(signal && { signal }) });
    const wanted = await chosenRows(network, before, mask, chooser, options);
    for (const i of network.learners) {
      const row = wanted.subarray(i * network.peers, (i + 1) * network.peers);
      const change = changeTowards(before, peers[i].id, row);
      await ledger.submit(ledger.sign({ type: 'weights', change }, peers[i]));
    }
    await ledger.submit(ledger.sign({ type: 'block' }, authority));
    const { block, weights, stake, ranks } = ledger.snapshot();
    history.push({
      block,
      weights,
      stake,
      rank: ranks,
      ...(await observe(network, mask, options)),
      ...(isShapleyDue(history.length + 1, options) && {
        shapley: await meanShapley(network, mask, options),
      }),
    });
    report();
  }
  return history;
}

/** A ledger with a key for every peer. */
async function found(
  network: Network,
  { bound, inflation, norm, log = createMemoryLog() }: ReturnType<typeof checkOptions>,
): Promise<{ ledger: Ledger; peers: Keys[]; authority: Keys }> {
  const stream = createStream(network.settings.seed).split('keys');
  const authority = keysFrom(stream.split('authority'));
  const n = network.peers;
  const peers = Array.from({ length: n }, (_, peer) => keysFrom(stream.split(peer)));
  const genesis = sign(
    {
      type: 'genesis',
      name: 'live market',
      authority: authority.id,
      ...{ bound, inflation, norm },
      peers: peers.map(({ id }) => ({ id, stake: 1 })),
      weights: new Array<number>(n * n).fill(1 / n),
    },
    authority,
  );
  return { ledger: await openLedger(log, { genesis }), peers, authority };
}

async function observe(
  network: Network,
  mask: Float64Array,
  { heldOut, rows }: ReturnType<typeof checkOptions>,
): Promise<Pick<LiveBlock, 'benchmark' | 'worth'>> {
  const { peers: n } = network;
  const costs = await ablation(network, { mask, rows });
  const worth = new Float64Array(n);
  for (let at = 0; at < n * n; at++) worth[at % n] += costs[at] / n;
  const benchmark = heldOut ? (await evaluate(network, heldOut, { mask })).benchmark : Number.NaN;
  return { benchmark, worth };
}

/** Whether the Shapley value is measured in a block, numbered from 1. */
function isShapleyDue(
  block: number,
  { blocks, shapleyEvery }: ReturnType<typeof checkOptions>,
): boolean {
  if (shapleyEvery === 0) return false;
  return block === 1 || block === blocks || block % shapleyEvery === 0;
}

async function meanShapley(
  network: Network,
  mask: Float64Array,
  { rows }: ReturnType<typeof checkOptions>,
): Promise<Float64Array> {
  const shares = await shapleySignificance(network, { mask, rows });
  return Float64Array.from(columnMeans(shares, network.peers));
}
