/*
 * §1.6, steps 2 and 3, on any clock and over any transport: the same rounds in virtual and in real time. A peer computes,
 * asks all others at once, waits for their answers, steps, and sends gradients without waiting for them to arrive.
 *
 *   a round takes  c + 2d    c: time of the computation; d: of a message one way; all peers in step
 */
import { createStream } from '../../math/random.js';
import { askedThrough, maskRow } from '../answers.js';
import { type Timeline } from '../clock.js';
import { Host } from '../host.js';
import { type Network } from '../network.js';
import { type Rows } from '../rows.js';
import { type Service, type Transport } from '../transport/contract.js';
import { guarded } from '../transport/guard.js';
import { participate, prepare, streamsOf, type Run } from './participant.js';
import { Traffic, type TrafficRow } from './traffic.js';
import { boundsOf } from './train.js';

/** The rounds of peers, which all peers of a network share. */
export interface PacedRounds {
  readonly rounds: number;
  /** Rows of a batch. */
  readonly batch: number;
  /** The time that a round's computation takes on the clock; 0 where time is real and passes by itself. */
  readonly compute: number;
  /** The time that a peer waits for an answer. */
  readonly timeout: number;
}

/** The peers of a network on one clock. The batches of a peer are those of `train`. */
export class PacedPeers {
  readonly #host: Host;
  readonly #traffic: Traffic;
  /** The callee's side of all peers. */
  readonly service: Service;

  constructor(
    readonly network: Network,
    readonly clock: Timeline,
    readonly options: PacedRounds,
  ) {
    this.#host = new Host(clock, (peer) => network.cohortOf(peer));
    this.#traffic = new Traffic(network.peers);
    const bounds = boundsOf(network, options.batch);
    this.service = guarded(this.#host, bounds, (peer) => {
      this.#traffic.add(this.#traffic.pair(peer, peer), 'clipped');
    });
  }

  /** Counts of the calls that the peers made. */
  get traffic(): TrafficRow[] {
    return this.#traffic.table();
  }

  /** Takes back rows that the service returned, which are read no more. */
  recycle(peer: number, rows: Rows): void {
    this.#host.recycle(peer, rows);
  }

  /**
   * Trains peers over a transport for all rounds.
   *
   * @param onRound - is called when a peer has completed its `round`-th round, from 1
   */
  async train(
    peers: readonly number[],
    transport: Transport,
    onRound: (peer: number, round: number) => void = () => undefined,
  ): Promise<void> {
    const { network, clock, options } = this;
    const { rounds, batch, timeout, compute } = options;
    const n = network.peers;
    const run: Run = {
      ...{ peers: n, width: network.settings.width, clock, host: this.#host, transport },
      ...{ traffic: this.#traffic, mask: undefined, batch, timeout, gates: network.gates },
      ...{ standIns: network.settings.standIns, jitter: 0 },
      asked: network.data.map((_, peer) => askedThrough(maskRow(undefined, peer, n), n)),
      ...{ signal: undefined, callSignal: undefined, bounds: undefined, memories: undefined },
    };
    const stay = async (peer: number): Promise<void> => {
      const data = network.data[peer];
      if (!data) return;
      const stream = createStream(network.settings.seed).split('peer').split(peer);
      const streams = streamsOf(stream, data.rows);
      for (let round = 0; round < rounds; round++) {
        const prepared = prepare(run, peer, data, streams, round);
        if (compute > 0) await clock.wait(compute);
        const { skipped } = await participate(run, peer, prepared);
        if (skipped !== undefined) this.#traffic.add(this.#traffic.pair(peer, peer), 'skipped');
        onRound(peer, round + 1);
      }
    };
    for (const cohort of network.cohorts) cohort.cache?.(1);
    try {
      await clock.run(Promise.all(peers.map(stay)));
      await clock.drain();
    } finally {
      for (const cohort of network.cohorts) cohort.release?.();
    }
  }
}
