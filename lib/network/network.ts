/*
 * §1.1: n unique parameterized functions F = f_0 … f_n, each trained on its own data.
 */
import {
  checkFunction,
  checkInteger,
  checkList,
  checkObject,
  checkOneOf,
  checkOptionNames,
  checkPositive,
  show,
} from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { checkMemory } from '../math/memory.js';
import { sum } from '../math/rows.js';
import { createStream } from '../math/random.js';
import { checkDataset, type Dataset } from '../datasets/dataset.js';
import { loadTensors, type Tensorflow } from '../tensors/index.js';
import { type Cohort, type SavedState } from './cohort.js';
import { checkGateOptions, type GateOptions } from './gate/gate.js';
import { createGate, gateParameters, type PeerGate } from './gate/peerGate.js';
import { DenseCohort } from './model/denseCohort.js';
import { type Computation } from './model/learner.js';
import { onTensors } from './model/tensorLearner.js';
import { onKernel } from './engine/computation.js';
import { PRECISIONS, type Precision } from './engine/module.js';
import { type ModelLike } from './modelLike.js';
import { modelPeer } from './modelPeer.js';
import { ProjectionCohort } from './projection.js';
import { checkSaved, isSaved } from './savedState.js';
import { SingleCohort, type PeerFunction } from './single.js';
import { checkNetworkSize } from './size.js';

/** One peer of a network. */
export type PeerSpec =
  /** The library's model (lib/network/model), trained on `data`, with `hidden` units; default the network's. */
  | { readonly kind: 'dense'; readonly data: Dataset; readonly hidden?: number }
  /** A fixed random projection, which answers and does not learn. */
  | { readonly kind: 'projection' }
  /** A tfjs model [rows, inputs] → [rows, width]; it learns in place from other peers' gradients. */
  | { readonly kind: 'model'; readonly model: ModelLike }
  /** A function of the user's. */
  | { readonly kind: 'function'; readonly peer: PeerFunction };

export interface NetworkOptions {
  readonly peers: readonly PeerSpec[];
  /** Width of every representation. Default 32. */
  width?: number;
  /** Width of the context, the joined answers. Default 32. */
  context?: number;
  /** Hidden units of a dense peer without `hidden`. Default 64. */
  hidden?: number;
  /** η of Adam. Default 0.002. */
  learningRate?: number;
  /** T_d of (11). Default 1. */
  distillationTemperature?: number;
  /** §1.7: a gate selects k peers for each example of a dense peer. Default none: all peers are asked. */
  gate?: GateOptions;
  /** Whether dense peers train stand-ins for all other peers, for use while those are offline (§1.8). Default false. */
  standIns?: boolean;
  /**
   * `portable`, the default: the same bytes on every machine. `fused`: products and sums are rounded once where the
   * processor can, which is faster; the last bits depend on the processor. For Node 22 and later, on the wasm backend.
   */
  precision?: Precision;
  /** Decides initial parameters, batches and delays. Default 0. */
  seed?: number;
}

export type NetworkSettings = Required<Omit<NetworkOptions, 'peers' | 'gate'>> & {
  readonly gate?: Required<GateOptions>;
};

export const NETWORK_SETTINGS: NetworkSettings = {
  width: 32,
  context: 32,
  hidden: 64,
  learningRate: 0.002,
  distillationTemperature: 1,
  standIns: false,
  precision: 'portable',
  seed: 0,
};

/** The complete state of training. */
export interface NetworkState {
  readonly round: number;
  /** The state of each cohort, followed by that of each gate. */
  readonly parts: readonly SavedState[];
}

/** Peers in one process. Training changes their parameters; all other fields are constant. */
export class Network {
  /** Rounds that every peer has completed. */
  round = 0;
  readonly #cohortOf: ReadonlyMap<number, Cohort>;

  /**
   * @param data - the training data of each peer; undefined for peers without a loss
   * @param kinds - the kind of each peer, which a checkpoint must agree on
   */
  constructor(
    readonly settings: NetworkSettings,
    readonly inputs: number,
    readonly classes: number,
    readonly data: readonly (Dataset | undefined)[],
    readonly cohorts: readonly Cohort[],
    readonly kinds: readonly string[] = [],
    /** Gates by peer; empty without gating. */
    readonly gates: ReadonlyMap<number, PeerGate> = new Map(),
  ) {
    this.#cohortOf = new Map(
      cohorts.flatMap((cohort) => cohort.members.map((peer): [number, Cohort] => [peer, cohort])),
    );
  }

  /** Whether a value was made by this class. */
  static isNetwork(value: unknown): value is Network {
    return typeof value === 'object' && value !== null && #parts in value;
  }

  /** n, the number of peers. */
  get peers(): number {
    return this.data.length;
  }

  /** Indices of the peers that have data, and so a loss. */
  get learners(): number[] {
    return [...this.data.keys()].filter((peer) => this.data[peer] !== undefined);
  }

  /** The cohort of a peer. */
  cohortOf(peer: number): Cohort {
    const found = this.#cohortOf.get(peer);
    if (found) return found;
    throw new InvalidArgumentError(
      'cohortOf',
      `peer must be an integer from 0 to ${this.peers - 1}`,
      show(peer),
    );
  }

  /**
   * A copy of the state of training.
   *
   * @param spare - an earlier copy that serves no more: its arrays may be written over, which is sooner done than to make
   *   others
   */
  save(spare?: NetworkState): NetworkState {
    const parts = this.#parts().map((part, at) => part.save(spare?.parts[at]));
    return { round: this.round, parts };
  }

  /**
   * Restores a state that {@link Network.save} returned. The arrays of a function or a model of the user's may have any
   * names, lengths and numbers.
   *
   * @throws {@link InvalidArgumentError} when it is of another form, of another network, or holds NaN or ∞; the network
   *   is left as it is
   */
  restore(state: NetworkState): void {
    const where = 'restore';
    checkObject(where, 'state', state);
    const { round, parts } = state;
    checkInteger(where, 'round', round, 0);
    checkList(where, 'parts', parts);
    const own = this.#parts();
    if (parts.length !== own.length || !Array.from(parts).every(isSaved)) {
      throw new InvalidArgumentError(
        where,
        `parts must be ${own.length} maps of numbers`,
        show(parts),
      );
    }
    for (const [at, part] of own.entries()) {
      if (part instanceof SingleCohort) continue;
      const shape = isCohort(part) ? part.shapeOf?.(parts[at]) : undefined;
      checkSaved(where, `parts[${at}]`, parts[at], shape ?? part.save());
    }
    for (const [at, part] of own.entries()) part.restore(parts[at]);
    this.round = round;
  }

  #parts(): readonly (Cohort | PeerGate)[] {
    return [...this.cohorts, ...this.gates.values()];
  }
}

/** Whether a part of the state is a cohort's. */
function isCohort(part: Cohort | PeerGate): part is Cohort {
  return 'members' in part;
}

/**
 * Creates a network of untrained peers.
 *
 * @throws {@link InvalidArgumentError} (rejects) when an option is invalid, no peer has data, or the peers' data differ
 *   in inputs, classes or encoding
 */
export async function createNetwork(options: NetworkOptions): Promise<Network> {
  const where = 'createNetwork';
  checkOptionNames(where, options, ['peers', 'gate', ...Object.keys(NETWORK_SETTINGS)]);
  const { peers, gate: wanted, ...given } = options;
  const plain = { ...NETWORK_SETTINGS, ...given };
  checkIsList(where, peers);
  const gate = wanted === undefined ? undefined : checkGateOptions(where, peers.length, wanted);
  const settings: NetworkSettings = { ...plain, ...(gate && { gate }) };
  for (const name of ['width', 'context', 'hidden'] as const) {
    checkInteger(where, name, settings[name], 1);
  }
  for (const name of ['learningRate', 'distillationTemperature'] as const) {
    checkPositive(where, name, settings[name]);
  }
  checkOneOf(where, 'precision', settings.precision, PRECISIONS);
  checkInteger(where, 'seed', settings.seed, 0);
  if (typeof (settings.standIns as unknown) !== 'boolean') {
    throw new InvalidArgumentError(
      where,
      'standIns must be true or false',
      show(settings.standIns),
    );
  }
  const shape = sharedShape(where, peers);
  checkSize(where, settings, shape, peers);
  const { tf } = await loadTensors();
  const cohorts = cohortsOf(where, tf, peers, settings, shape);
  const data = peers.map((peer) => (peer.kind === 'dense' ? peer.data : undefined));
  const kinds = peers.map((peer) =>
    peer.kind === 'dense' ? `dense ${peer.hidden ?? settings.hidden}` : peer.kind,
  );
  const { inputs, classes } = shape;
  const { learningRate, seed } = settings;
  const keys = createStream(seed).split('keys');
  const sizes = { ...shape, peers: peers.length };
  const gates = new Map(
    [...data.keys()].flatMap((peer): [number, PeerGate][] =>
      gate && data[peer] ? [[peer, createGate(sizes, gate, learningRate, keys.split(peer))]] : [],
    ),
  );
  return new Network(settings, inputs, classes, data, cohorts, kinds, gates);
}

function checkSize(
  where: string,
  { width, context, hidden, gate }: NetworkSettings,
  shape: Shape,
  peers: readonly PeerSpec[],
): void {
  const { inputs } = shape;
  if (gate) {
    const learners = peers.filter(({ kind }) => kind === 'dense').length;
    // Parameters, gradients and both moments.
    const bytes = 16 * learners * gateParameters({ ...shape, peers: peers.length }, gate);
    checkMemory(where, `gates of ${learners} peers`, bytes);
  }
  // A width that is no integer is refused where its peer is made.
  const units = sum(
    peers
      .map((peer) => (peer.kind === 'dense' ? (peer.hidden ?? hidden) : 0))
      .filter(Number.isSafeInteger),
  );
  checkNetworkSize(where, {
    ...{ peers: peers.length, units, width, inputs: Math.max(inputs, context) },
    neighbours: gate?.k ?? peers.length,
  });
}

function checkIsList(where: string, peers: unknown): void {
  if (Array.isArray(peers)) return;
  throw new InvalidArgumentError(where, 'peers must be a list of peers', show(peers));
}

/** The fields of each kind of peer besides `kind`. */
const SPEC_NAMES: Record<PeerSpec['kind'], readonly string[]> = {
  dense: ['data', 'hidden'],
  projection: [],
  model: ['model'],
  function: ['peer'],
};

function isKind(kind: unknown): kind is PeerSpec['kind'] {
  return typeof kind === 'string' && Object.hasOwn(SPEC_NAMES, kind);
}

function checkSpec(where: string, peer: number, spec: unknown): void {
  const { kind, ...rest } = (spec ?? {}) as { kind?: unknown };
  if (!isKind(kind)) {
    const rule = `kind of a peer must be one of ${Object.keys(SPEC_NAMES).join(', ')}`;
    throw new InvalidArgumentError(where, rule, `${show(kind)} of peer ${peer}`);
  }
  const names = SPEC_NAMES[kind];
  const other = Object.keys(rest).find((name) => !names.includes(name));
  if (other === undefined) return;
  const rule = `a ${kind} peer must have ${['kind', ...names].join(', ')} alone`;
  throw new InvalidArgumentError(where, rule, `${show(other)} of peer ${peer}`);
}

type Shape = Pick<Dataset, 'inputs' | 'classes' | 'encoding'>;

/** The common shape of all peers' data. */
function sharedShape(where: string, peers: readonly PeerSpec[]): Shape {
  let shared: Shape | undefined;
  for (const [peer, spec] of peers.entries()) {
    checkSpec(where, peer, spec);
    if (spec.kind !== 'dense') continue;
    checkDataset(where, spec.data);
    checkInteger(where, `rows of the data of peer ${peer}`, spec.data.rows, 1);
    const { inputs, classes, encoding } = spec.data;
    shared ??= { inputs, classes, encoding };
    if (JSON.stringify(shared) !== JSON.stringify({ inputs, classes, encoding })) {
      const rule = `data of all peers must have ${shared.inputs} inputs, ${shared.classes} classes and one encoding`;
      throw new InvalidArgumentError(where, rule, `${inputs} and ${classes} of peer ${peer}`);
    }
  }
  if (shared) return shared;
  throw new InvalidArgumentError(where, 'peers must include at least one with data', show(peers));
}

function cohortsOf(
  where: string,
  tf: Tensorflow,
  peers: readonly PeerSpec[],
  settings: NetworkSettings,
  shape: Shape,
): Cohort[] {
  const { width, context, learningRate, distillationTemperature, seed } = settings;
  const { inputs, encoding } = shape;
  const streamOf = (peer: number) => createStream(seed).split('parameters').split(peer);
  const dense: number[] = [];
  const hidden: number[] = [];
  const cohorts: Cohort[] = [];
  for (const [peer, spec] of peers.entries()) {
    switch (spec.kind) {
      case 'dense': {
        const units = spec.hidden ?? settings.hidden;
        checkInteger(where, `hidden of peer ${peer}`, units, 1);
        dense.push(peer);
        hidden.push(units);
        break;
      }
      case 'projection':
        cohorts.push(new ProjectionCohort(peer, inputs, encoding, width, streamOf(peer)));
        break;
      case 'model':
        cohorts.push(
          new SingleCohort(peer, modelPeer(tf, spec.model, { inputs, width, learningRate })),
        );
        break;
      case 'function':
        cohorts.push(new SingleCohort(peer, checkedFunction(where, peer, spec.peer)));
        break;
    }
  }
  const dimensions = {
    ...{ inputs, encoding, width, context, classes: shape.classes },
    hidden: Math.max(...hidden),
    peers: peers.length,
    standIns: settings.standIns,
    ...(settings.gate && { held: settings.gate.held }),
  };
  const learning = { learningRate, distillationTemperature };
  const streams = dense.map(streamOf);
  return [
    new DenseCohort(
      tf,
      dimensions,
      dense,
      hidden,
      streams,
      learning,
      computationOf(where, tf, settings.precision),
    ),
    ...cohorts,
  ];
}

/** The way in which the dense peers of a new network compute: the kernel beside the wasm backend, else tfjs. */
function computationOf(where: string, tf: Tensorflow, precision: Precision): Computation {
  const backend = tf.getBackend();
  if (backend === 'wasm') return onKernel(where, precision);
  if (precision === 'portable') return onTensors(tf);
  const rule = 'precision must be portable on a backend other than wasm';
  throw new InvalidArgumentError(where, rule, `${precision} on ${backend}`);
}

function checkedFunction(where: string, peer: number, given: PeerFunction): PeerFunction {
  const functions = ((given as unknown) ?? {}) as Record<string, unknown>;
  for (const name of ['forward', 'accumulate', 'step', 'save', 'restore']) {
    if (name !== 'forward' && functions[name] === undefined) continue;
    checkFunction(where, `${name} of peer ${peer}`, functions[name]);
  }
  return given;
}
