/*
 * All peers of a network on this thread, in virtual or in real time.
 */
import { performance } from 'node:perf_hooks';
import { sum } from '../../math/rows.js';
import {
  inProcess,
  RealClock,
  VirtualClock,
  type Network,
  type TrafficRow,
} from '../../network/index.js';
import { PacedPeers, type PacedRounds } from '../../network/training/paced.js';
import { stateOfPeer, type Ran, type Snapshot } from './snapshots.js';

/** Rounds before time is measured, so that code is compiled. */
export const WARM_ROUNDS = 20;

/** Calls without an answer in time, and gradients that did not arrive. */
export function lostOf(traffic: readonly TrafficRow[]): number {
  return sum(traffic.map(({ asked, answered, gradientsLost }) => asked - answered + gradientsLost));
}

/**
 * Trains all peers on this thread; the network is left as it was.
 *
 * @param time - `virtual`, where the computation of a round takes `rounds.compute`; or `real`
 * @param delay - seconds of a message one way
 */
export async function runHere(
  network: Network,
  time: 'virtual' | 'real',
  rounds: PacedRounds,
  delay: number,
  snapshotsAt: readonly number[],
): Promise<Ran> {
  const start = network.save();
  const clock = time === 'virtual' ? new VirtualClock() : new RealClock();
  const paced = new PacedPeers(network, clock, {
    ...rounds,
    compute: time === 'virtual' ? rounds.compute : 0,
  });
  const transport = inProcess(clock, paced.service, { latency: delay });
  const snapshots: Snapshot[] = [];
  try {
    const from = clock.now;
    await paced.train([...network.data.keys()], transport, (peer, round) => {
      if (!snapshotsAt.includes(round)) return;
      const seconds = clock.now - from;
      const sent = paced.traffic.filter((row) => row.from === peer);
      const bytes = sum(sent.map((row) => row.bytes));
      snapshots.push({ peer, round, seconds, bytes, state: stateOfPeer(network, peer) });
    });
  } finally {
    network.restore(start);
  }
  return { snapshots, lost: lostOf(paced.traffic) };
}

/** Compiles the code that trains, by a few rounds. */
export async function warmUp(network: Network, rounds: PacedRounds): Promise<void> {
  const few = Math.min(rounds.rounds, WARM_ROUNDS);
  await runHere(network, 'virtual', { ...rounds, rounds: few }, 0, []);
}

/**
 * Seconds of the computation of a round of all peers on this machine: the time of a run in virtual time without delay, in
 * which nothing waits.
 */
export async function measureCompute(network: Network, rounds: PacedRounds): Promise<number> {
  const start = performance.now();
  await runHere(network, 'virtual', rounds, 0, []);
  return (performance.now() - start) / 1000 / rounds.rounds;
}
