/*
 * §1.6 by one peer, in real time: it trains on its data through the answers of the others, answers
 * them, and once a block measures their significance and posts its weights.
 *
 *   each round    a batch, its answers, a step, the gradients                                       steps 1 to 3 of §1.6
 *   each block    the mask (7) of the ledger's stake and weights; significance (3), ΔW_i ‖·‖₂ < ε         step 4, §1.3
 */
import { type Dataset } from '../../datasets/index.js';
import {
  changeTowards,
  LedgerRefusal,
  LogError,
  type Keys,
  type LedgerSnapshot,
} from '../../ledger/index.js';
import { mask as maskOf } from '../../market/index.js';
import { InvalidArgumentError, type WorkbenchError } from '../../math/errors.js';
import { createStream } from '../../math/random.js';
import { sum } from '../../math/rows.js';
import { askedThrough, maskRow } from '../answers.js';
import { type TrainResult } from '../cohort.js';
import { evaluate } from '../evaluate.js';
import { Host } from '../host.js';
import { createNetwork, type Network } from '../network.js';
import { type PeerNode } from '../p2p/node.js';
import { clippedAnswer, rowsOf, type Rows } from '../rows.js';
import { fisherSignificance } from '../significance/index.js';
import { readCheckpoint, writeCheckpoint } from '../training/checkpoint.js';
import { closedMask } from '../training/options.js';
import {
  participate,
  prepare,
  streamsOf,
  type Run,
  type Streams,
} from '../training/participant.js';
import { boundsOf } from '../training/train.js';
import { Traffic } from '../training/traffic.js';
import {
  FailedError,
  TimeoutError,
  UnreachableError,
  type Transport,
} from '../transport/contract.js';
import { guarded } from '../transport/guard.js';
import { type PeerService } from '../transport/messages.js';
import { RefusedError } from '../transport/refusals.js';
import { type RealClock } from '../realClock.js';
import { type NetworkShape, type ParticipantSettings } from './options.js';
import { type PeerStatus } from './questions.js';
import { type SharedLedger } from './sharedLedger.js';
import { Slots } from './slots.js';

/** Rows of a request, beyond which it is refused. */
export const MOST_ROWS = 1024;
/** Seconds between two looks at the ledger. */
const LOOK = 0.5;

export interface ParticipantOptions {
  readonly keys: Keys;
  readonly data: Dataset;
  /** Rows on which the loss is measured once a block. */
  readonly heldOut?: Dataset | undefined;
  readonly settings: ParticipantSettings;
  readonly shape: NetworkShape;
  readonly clock: RealClock;
  readonly node: Pick<PeerNode, 'addresses' | 'bytesOf' | 'connected' | 'refusals' | 'transport'>;
  readonly ledger: SharedLedger;
  /** The file of the peer's parameters. */
  readonly checkpoint?: string | undefined;
  /** Is called at each new block, after weights have been posted. */
  readonly onBlock?: ((status: PeerStatus) => void) | undefined;
  /** Is called when the ledger cannot be reached, or a change was not accepted; the peer trains on. */
  readonly onTrouble?: ((message: string) => void) | undefined;
}

/** A peer that trains. */
export class Participant {
  readonly #network: Network;
  readonly #host: Host;
  readonly #slots: Slots;
  readonly #traffic: Traffic;
  readonly #transport: Transport;
  readonly #streams: Streams;
  readonly #service: PeerService;
  readonly #outcomes: TrainResult[] = [];
  /** When the ledger was last read. */
  #looked = -Infinity;
  /** Row 0 of the mask of the open block, by slot, in a mask of all slots. */
  #mask: Float64Array;
  #measured: Pick<PeerStatus, 'loss' | 'heldOut' | 'alone'> = {
    loss: null,
    heldOut: null,
    alone: null,
  };

  private constructor(
    readonly options: ParticipantOptions,
    network: Network,
    slots: Slots,
    /** The identity that a checkpoint must agree on. */
    readonly identity: object,
  ) {
    const { node, clock, settings } = options;
    this.#network = network;
    this.#slots = slots;
    this.#traffic = new Traffic(network.peers);
    this.#transport = node.transport((slot) => slots.idAt(slot));
    this.#host = new Host(clock, (peer) => network.cohortOf(peer));
    const stream = createStream(network.settings.seed).split('peer');
    this.#streams = streamsOf(stream, options.data.rows);
    this.#mask = closedMask(network.peers);
    const service = guarded(this.#host, boundsOf(network, settings.batch), () => {
      this.#traffic.add(this.#traffic.pair(0, 0), 'clipped');
    });
    const few = (x: Rows): void => {
      if (x.rows <= MOST_ROWS) return;
      throw new RefusedError(
        'invalid',
        `forward: x must have at most ${MOST_ROWS} rows, got ${x.rows}`,
      );
    };
    this.#service = {
      forward: async (x) => {
        few(x);
        return service.forward(0, x);
      },
      backward: async (x, gradient) => {
        few(x);
        return service.backward(0, x, gradient);
      },
    };
  }

  /**
   * A peer with its parameters from its checkpoint, or new ones that its key decides.
   *
   * @throws {@link InvalidArgumentError} (rejects) when the data do not fit the network's shape; {@link FileError} when the
   *   checkpoint cannot be used
   */
  static async create(options: ParticipantOptions): Promise<Participant> {
    const where = 'peer';
    const { keys, data, settings, shape, checkpoint, ledger } = options;
    checkShape(where, data, shape);
    const { context, hidden, learningRate } = settings;
    const { mostPeers, ledger: ledgerId } = ledger.snapshot();
    const remote = (slot: number): { forward: (x: Rows) => Promise<Rows> } => ({
      forward: (x) => made.#answerOf(slot, x),
    });
    const network = await createNetwork({
      peers: Array.from({ length: mostPeers }, (_, slot) =>
        slot === 0 ? { kind: 'dense', data } : { kind: 'function', peer: remote(slot) },
      ),
      ...{ width: shape.width, context, hidden, learningRate },
      seed: Number.parseInt(keys.id.slice(0, 12), 16),
    });
    const identity = { id: keys.id, ledger: ledgerId, mostPeers, ...shape, context, hidden };
    const kept = checkpoint === undefined ? undefined : readCheckpoint(checkpoint, identity);
    if (kept) network.restore(kept.state);
    const { slots } = (kept?.found ?? {}) as { slots?: (string | null)[] };
    const made = new Participant(options, network, new Slots(keys.id, mostPeers, slots), identity);
    return made;
  }

  /** The service for a peer: of the ledger, or a stranger, which is not answered. */
  serviceFor(id: string): PeerService {
    const { ledger } = this.options;
    const known = async <T>(serve: () => Promise<T>): Promise<T> => {
      // It may be of a block that this peer has not read yet.
      if (!ledger.has(id)) await this.#look(LOOK / 5);
      if (ledger.has(id)) return serve();
      throw new RefusedError('stranger', 'call: the peer must be on the ledger; it can join');
    };
    return {
      forward: (x) => known(() => this.#service.forward(x)),
      backward: (x, gradient) => known(() => this.#service.backward(x, gradient)),
    };
  }

  /** How the peer is doing. */
  status(): PeerStatus {
    const { keys, ledger, node } = this.options;
    const { ids, stake, ranks, weights, block } = ledger.snapshot();
    const own = ids.indexOf(keys.id);
    return {
      ...{ id: keys.id, addresses: node.addresses, round: this.#network.round },
      ...this.#measured,
      ledger: { block, length: ledger.length, head: ledger.head },
      peers: ids.map((id, j) => {
        const slot = this.#slots.of(id);
        const { from: _, to: __, ...traffic } = this.#traffic.row(0, Math.max(0, slot));
        return {
          ...{
            id,
            stake: stake[j],
            rank: ranks[j],
            weight: own < 0 ? 0 : weights[own * ids.length + j],
          },
          connected: node.connected.includes(id),
          traffic: slot > 0 ? traffic : null,
          bytes: node.bytesOf(id),
        };
      }),
      refusals: node.refusals.table(),
    };
  }

  /**
   * Trains until the signal aborts, or the last round; then the checkpoint is written.
   *
   * @throws (rejects) {@link LedgerRefusal} when the ledger has another history than before
   */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, settings, ledger } = this.options;
    const { rounds, pause } = settings;
    await this.#join(signal);
    let seen = -1;
    try {
      while (!signal.aborted && (rounds === 0 || this.#network.round < rounds)) {
        await this.#look(LOOK);
        const { block } = ledger;
        if (block !== seen) await this.#enterBlock(ledger.snapshot(), seen >= 0);
        seen = block;
        await this.#train();
        if (pause > 0) await pauseFor(clock, pause, signal);
      }
    } finally {
      this.#save();
    }
  }

  #save(): void {
    const { checkpoint } = this.options;
    if (checkpoint === undefined) return;
    const notes = { run: this.identity, found: { slots: this.#slots.save() } };
    writeCheckpoint(checkpoint, this.#network.save(), notes);
  }

  /** Joins the ledger, and waits for the block that begins with this peer. */
  async #join(signal: AbortSignal): Promise<void> {
    const { keys, ledger, clock } = this.options;
    for (;;) {
      const { ids, joining } = ledger.snapshot();
      if (ids.includes(keys.id) || signal.aborted) return;
      if (!joining.includes(keys.id)) {
        await this.#attempt(() => ledger.submit({ type: 'join' }, keys));
      }
      await pauseFor(clock, LOOK, signal);
      await this.#look(0);
    }
  }

  /** Reads the ledger at most once in `seconds`; without an answer the peer goes on with what it knows. */
  async #look(seconds: number): Promise<void> {
    const { now } = this.options.clock;
    if (now < this.#looked + seconds) return;
    this.#looked = now;
    try {
      await this.options.ledger.refresh();
    } catch (error) {
      if (!isOutage(error)) throw error;
      this.options.onTrouble?.(error.message);
    }
  }

  /** Performs a change of the ledger, which may come too late for its block, or not at all. */
  async #attempt(change: () => Promise<void>): Promise<void> {
    try {
      await change();
    } catch (error) {
      if (!isOutage(error) && !(error instanceof LedgerRefusal)) throw error;
      this.options.onTrouble?.(error.message);
    }
  }

  /** Takes the mask of a block; measures and posts weights where the peer has trained before. */
  async #enterBlock(snapshot: LedgerSnapshot, hasTrained: boolean): Promise<void> {
    const { keys, settings, ledger, heldOut, onBlock } = this.options;
    const { ids } = snapshot;
    const n = ids.length;
    this.#slots.assign(ids);
    const own = ids.indexOf(keys.id);
    const passed = maskOf({ ...snapshot, temperature: settings.temperature });
    this.#mask = new Float64Array(this.#network.peers ** 2);
    for (const [j, id] of ids.entries()) {
      const slot = this.#slots.of(id);
      if (slot >= 0) this.#mask[slot] = passed[own * n + j];
    }
    if (hasTrained) {
      await this.#measure(heldOut);
      const { rows } = settings;
      const costs = await fisherSignificance(this.#network, { mask: this.#mask, rows });
      const wanted = Float64Array.from(ids, (id) =>
        this.#slots.of(id) < 0 ? 0 : costs[this.#slots.of(id)],
      );
      const total = sum(wanted);
      // A peer whose loss depends on no other keeps its row.
      if (total > 0) {
        const change = changeTowards(
          snapshot,
          keys.id,
          wanted.map((cost) => cost / total),
        );
        await this.#attempt(() => ledger.submit({ type: 'weights', change }, keys));
      }
      this.#save();
    }
    onBlock?.(this.status());
  }

  async #measure(heldOut: Dataset | undefined): Promise<void> {
    const outcomes = this.#outcomes.splice(0);
    const loss =
      outcomes.length > 0 ? sum(outcomes.map((one) => one.loss)) / outcomes.length : null;
    const lossThrough = async (mask: Float64Array): Promise<number | null> =>
      heldOut ? (await evaluate(this.#network, heldOut, { mask, peers: [0] })).benchmark : null;
    const alone = closedMask(this.#network.peers);
    this.#measured = {
      loss,
      heldOut: await lossThrough(this.#mask),
      alone: await lossThrough(alone),
    };
  }

  async #train(): Promise<void> {
    const { data, settings, clock } = this.options;
    const network = this.#network;
    const { batch, timeout } = settings;
    const run: Run = {
      ...{ peers: network.peers, width: network.settings.width, clock, host: this.#host },
      ...{ transport: this.#transport, traffic: this.#traffic, mask: this.#mask, batch, timeout },
      ...{ gates: network.gates, standIns: false, jitter: 0 },
      asked: [askedThrough(maskRow(this.#mask, 0, network.peers), network.peers)],
      ...{ signal: undefined, callSignal: undefined, bounds: undefined, memories: undefined },
    };
    const prepared = prepare(run, 0, data, this.#streams, network.round);
    const { result } = await participate(run, 0, prepared);
    if (result) this.#outcomes.push(result);
    else this.#traffic.add(this.#traffic.pair(0, 0), 'skipped');
    network.round++;
  }

  /** The answer of a neighbour to measurements; zero, which no context depends on, where there is none. */
  async #answerOf(slot: number, x: Rows): Promise<Rows> {
    const { width } = this.#network.settings;
    const { timeout } = this.options.settings;
    const answer = await this.#transport
      .forward({ from: 0, to: slot, timeout }, x)
      .catch(() => undefined);
    return clippedAnswer(answer, x.rows, width) ?? rowsOf(new Float32Array(x.rows * width), width);
  }
}

/** Whether an error tells that a call was not answered, or was answered by a refusal. */
export function isOutage(error: unknown): error is WorkbenchError {
  const kinds = [TimeoutError, UnreachableError, FailedError];
  if (error instanceof LogError) return error.isUnreachable;
  return kinds.some((kind) => error instanceof kind);
}

/** Waits; returns early when the signal aborts. */
async function pauseFor(clock: RealClock, delay: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(delay, end);
    signal.addEventListener('abort', end);
  });
}

function checkShape(where: string, data: Dataset, shape: NetworkShape): void {
  const symbols = data.encoding.kind === 'codes' ? data.encoding.symbols : 0;
  if (data.inputs === shape.inputs && symbols === shape.symbols) return;
  const kind = shape.symbols > 0 ? `codes of ${shape.symbols} symbols` : 'numbers';
  const rule = `data must have ${shape.inputs} inputs, ${kind}, as the network has`;
  throw new InvalidArgumentError(where, rule, `${data.inputs} inputs, ${symbols} symbols`);
}
