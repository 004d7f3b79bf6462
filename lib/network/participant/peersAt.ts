/*
 * The peers of a network as they say they are, for a table: asked one by one by a node without data or stake.
 */
import { createKeys } from '../../ledger/index.js';
import { PeerNode } from '../p2p/node.js';
import { MESSAGE_REFUSALS } from '../transport/refusals.js';
import { RealClock } from '../realClock.js';
import { UnreachableError } from '../transport/contract.js';
import { type PeerService } from '../transport/messages.js';
import { type PeerStatus } from './questions.js';

/** A peer of the ledger; fields that only it knows are null where it does not answer. */
export type PeerRow = {
  id: string;
  stake: number;
  rank: number;
  /** Whether it answers. */
  here: boolean;
  round: number | null;
  /** The loss on its held-out rows, in nats. */
  heldOut: number | null;
  /** The open block that it knows. */
  block: number | null;
  /** Calls to others that were answered, of those it made. */
  answered: number | null;
  asked: number | null;
  /** Bytes of frames that it has exchanged. */
  bytes: number | null;
  refused: number | null;
};

const unreachable = (): Promise<never> =>
  Promise.reject(new UnreachableError('call: a guest has no function'));
const GUEST: PeerService = { forward: unreachable, backward: unreachable };

/** Seconds for a peer to say how it is. */
const ASK = 5;

/** Peers that can be looked at again and again. */
export interface PeersAt {
  /** The peers of the ledger, in its order. */
  readonly look: () => Promise<PeerRow[]>;
  readonly close: () => Promise<void>;
}

/**
 * Connects to a peer's network, to look at it.
 *
 * @param address - of one of its peers
 * @throws {@link InvalidArgumentError} (rejects) when libp2p is not installed, or the address is none or does not answer
 */
export async function peersAt(address: string): Promise<PeersAt> {
  const node = await PeerNode.start({
    ...{ keys: createKeys(), join: [address], clock: new RealClock(), serve: () => GUEST },
  });
  const statusOf = async (id: string): Promise<PeerStatus> =>
    JSON.parse(await node.ask(id, JSON.stringify({ status: true }), ASK)) as PeerStatus;
  const look = async (): Promise<PeerRow[]> => {
    const first = await statusOf(node.joined[0]);
    return Promise.all(
      first.peers.map(async ({ id, stake, rank }) => {
        const status = id === first.id ? first : await statusOf(id).catch(() => undefined);
        return { id, stake, rank, here: status !== undefined, ...factsOf(status) };
      }),
    );
  };
  return { look, close: () => node.close() };
}

function factsOf(status: PeerStatus | undefined): Omit<PeerRow, 'id' | 'stake' | 'rank' | 'here'> {
  if (!status) {
    const none = { round: null, heldOut: null, block: null, answered: null, asked: null };
    return { ...none, bytes: null, refused: null };
  }
  const { round, heldOut, ledger, peers, refusals } = status;
  const total = (of: (line: (typeof peers)[number]) => number): number =>
    peers.reduce((sum, line) => sum + of(line), 0);
  return {
    ...{ round, heldOut, block: ledger.block },
    answered: total(({ traffic }) => traffic?.answered ?? 0),
    asked: total(({ traffic }) => traffic?.asked ?? 0),
    bytes: total(({ bytes }) => bytes),
    refused: refusals.reduce(
      (sum, row) => sum + MESSAGE_REFUSALS.reduce((some, reason) => some + row[reason], 0),
      0,
    ),
  };
}
