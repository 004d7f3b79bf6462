/*
 * Questions between peers, as JSON: the log of the ledger, and how a peer is doing.
 */
import { LedgerRefusal, type OperationLog, type SignedOperation } from '../../ledger/index.js';
import { checkInteger } from '../../math/checks.js';
import { type TrafficRow } from '../training/traffic.js';
import { RefusedError, type MessageRefusal, type RefusalRow } from '../transport/refusals.js';

export type Question =
  /** The operations from a sequence on, as many as fit into a reply. */
  | { readonly read: number }
  /** Submits an operation; the reply is its sequence. */
  | { readonly submit: SignedOperation }
  | { readonly status: true };

/** How a peer is doing. */
export interface PeerStatus {
  readonly id: string;
  readonly addresses: readonly string[];
  /** Rounds of training that it has completed. */
  readonly round: number;
  /** The mean loss on its batches since the last block, in nats; null before. */
  readonly loss: number | null;
  /** The loss on held-out rows through the network, and through its own answer alone, in nats; null without. */
  readonly heldOut: number | null;
  readonly alone: number | null;
  readonly ledger: { readonly block: number; readonly length: number; readonly head: string };
  /** The peers of the ledger, in its order. */
  readonly peers: readonly PeerLine[];
  readonly refusals: readonly RefusalRow[];
}

/** A peer of the ledger, as another sees it. */
export interface PeerLine {
  readonly id: string;
  readonly stake: number;
  readonly rank: number;
  /** Its weight for that peer. */
  readonly weight: number;
  readonly connected: boolean;
  /** Calls to it; null for itself, or where there were none. */
  readonly traffic: Omit<TrafficRow, 'from' | 'to'> | null;
  /** Bytes of all frames to and from it. */
  readonly bytes: number;
}

/** Characters of the operations in a reply, which hold at least one. */
const MOST_TEXT = 2 ** 20;

/** The answers to questions. */
export interface Answers {
  /** The log that is read. */
  readonly log: OperationLog;
  /** Submits an operation; undefined where the peer does not hold the ledger. */
  readonly submit: ((signed: SignedOperation) => Promise<number>) | undefined;
  readonly status: () => PeerStatus;
}

/**
 * The reply to a question in text.
 *
 * @throws (rejects) {@link RefusedError} for a question that is none, or an operation that the ledger refuses
 */
export async function replyTo(text: string, { log, submit, status }: Answers): Promise<string> {
  const question = parsed(text);
  if ('read' in question) {
    checkInteger('read', 'from', question.read, 0);
    return JSON.stringify(await someFrom(log, question.read));
  }
  if ('status' in question) return JSON.stringify(status());
  if (!submit) throw new RefusedError('invalid', 'submit: the peer must hold the ledger');
  try {
    return JSON.stringify(await submit(question.submit));
  } catch (error) {
    if (error instanceof LedgerRefusal) throw new RefusedError(kindOf(error), error.message);
    throw error;
  }
}

function parsed(text: string): Question {
  let question: unknown;
  try {
    question = JSON.parse(text);
  } catch {
    question = undefined;
  }
  if (typeof question === 'object' && question !== null) {
    const [name, ...others] = Object.keys(question);
    if (others.length === 0 && ['read', 'submit', 'status'].includes(name))
      return question as Question;
  }
  throw new RefusedError('invalid', 'ask: the question must be read, submit or status');
}

async function someFrom(log: OperationLog, from: number): Promise<SignedOperation[]> {
  const some: SignedOperation[] = [];
  let characters = 0;
  for await (const signed of log.read(from)) {
    some.push(signed);
    characters += JSON.stringify(signed).length;
    if (characters >= MOST_TEXT) break;
  }
  return some;
}

/** The kind of a refusal by the ledger; one that comes after its block has closed is replayed. */
function kindOf({ reason }: LedgerRefusal): MessageRefusal {
  if (reason === 'badSignature') return 'unsigned';
  const again = ['repeated', 'wrongBlock', 'otherHistory', 'otherLedger'];
  return again.includes(reason) ? 'replayed' : 'invalid';
}

/** Asks a peer. */
export type Ask = (question: Question) => Promise<unknown>;

/** The log that another peer holds: `holder` is submitted to, and `reader` is read from. */
export function remoteLog(holder: Ask, reader: Ask): OperationLog {
  return {
    append: async (signed) => Number(await holder({ submit: signed })),
    read: (from) => {
      checkInteger('read', 'from', from, 0);
      return readAll(reader, from);
    },
  };
}

async function* readAll(reader: Ask, from: number): AsyncGenerator<SignedOperation> {
  for (let at = from; ;) {
    const some = (await reader({ read: at })) as SignedOperation[];
    if (!Array.isArray(some) || some.length === 0) return;
    yield* some;
    at += some.length;
  }
}
