/*
 * Peers as they were at rounds of their training, and the course of B, time and bytes that follows from them.
 */
import { type Dataset } from '../../datasets/index.js';
import { sum } from '../../math/rows.js';
import { evaluate, type Network, type SavedState } from '../../network/index.js';
import { partOf, stateOfParts } from '../../network/training/peerState.js';

/** A peer that has completed a round. */
export interface Snapshot {
  readonly peer: number;
  readonly round: number;
  /** Since the start of all peers. */
  readonly seconds: number;
  /** Bytes that it has sent and been sent, as its way counts them, each byte at one peer alone or half at both. */
  readonly bytes: number;
  readonly state: SavedState;
}

/** A run of all peers. */
export interface Ran {
  readonly snapshots: readonly Snapshot[];
  /** Calls without an answer in time, and gradients that did not arrive. */
  readonly lost: number;
}

/** A network after a round. */
export interface Point {
  readonly round: number;
  /** When the last peer completed it. */
  readonly seconds: number;
  readonly bytes: number;
  /** B on held-out data, in nats. */
  readonly benchmark: number;
}

/** The rounds at which snapshots are taken: `checkpoints` of them, evenly spaced, the last one among them. */
export function roundsOfSnapshots(rounds: number, checkpoints: number): number[] {
  const count = Math.min(rounds, checkpoints);
  return Array.from({ length: count }, (_, at) => Math.round(((at + 1) * rounds) / count));
}

/** The state of one peer of a network of dense peers. */
export function stateOfPeer(network: Network, peer: number): SavedState {
  return partOf(network.save().parts[0], peer, network.peers);
}

/** The course of a run, from before its first round on; the network is left as it was. */
export async function courseOf(
  network: Network,
  heldOut: Dataset,
  { snapshots }: Ran,
): Promise<Point[]> {
  const start = network.save();
  const benchmark = async (): Promise<number> => (await evaluate(network, heldOut)).benchmark;
  try {
    const course: Point[] = [{ round: 0, seconds: 0, bytes: 0, benchmark: await benchmark() }];
    for (const round of new Set(snapshots.map((one) => one.round))) {
      const all = snapshots.filter((one) => one.round === round).sort((a, b) => a.peer - b.peer);
      network.restore(
        stateOfParts(
          all.map(({ state }) => state),
          round,
        ),
      );
      course.push({
        round,
        seconds: Math.max(...all.map(({ seconds }) => seconds)),
        bytes: sum(all.map(({ bytes }) => bytes)),
        benchmark: await benchmark(),
      });
    }
    return course;
  } finally {
    network.restore(start);
  }
}
