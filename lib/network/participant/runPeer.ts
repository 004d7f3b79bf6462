/*
 * A peer from its start to its end: the node, the ledger, the participant. The peer that founds a ledger closes its blocks. It
 * holds the log, which the others read from it, check and copy; or all write to a log that a database or a chain holds.
 */
import { type Dataset } from '../../datasets/index.js';
import { sign, type Keys, type OperationLog, type SignedOperation } from '../../ledger/index.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { PeerNode, type NodeOptions } from '../p2p/node.js';
import { type Clock } from '../clock.js';
import { RealClock } from '../realClock.js';
import { reasonOf } from '../settle.js';
import { UnreachableError } from '../transport/contract.js';
import { type PeerService } from '../transport/messages.js';
import { RefusedError } from '../transport/refusals.js';
import {
  nameOfShape,
  shapeOfName,
  type FoundingSettings,
  type ParticipantSettings,
} from './options.js';
import { openLog, type NamedLog } from './openLog.js';
import { isOutage, Participant, type ParticipantOptions } from './participant.js';
import { remoteLog, replyTo, type Answers, type Ask, type PeerStatus } from './questions.js';
import { heldLog, SharedLedger, sharedLog } from './sharedLedger.js';

const WHERE = 'peer';
/** Seconds for the reply to a question. */
const ASK = 10;
/** Tries to read the ledger at the start, and seconds between them. */
const MOST_TRIES = 5;
const BETWEEN_TRIES = 3;

export interface PeerRun
  extends
    Pick<NodeOptions, 'listen' | 'join' | 'limits' | 'onRefusal'>,
    Pick<ParticipantOptions, 'heldOut' | 'checkpoint' | 'onBlock' | 'onTrouble'> {
  readonly keys: Keys;
  readonly data: Dataset;
  /** The file of the ledger's log, or of its copy; or the address of a log that all write to, as `openLog` takes it. */
  readonly ledger: string;
  readonly settings: ParticipantSettings;
  /** Of the ledger, where there is none yet and `join` is empty. */
  readonly founding: FoundingSettings;
  /** Ends the peer, whose files are whole then. */
  readonly signal: AbortSignal;
  /** Is called when others can join, with the addresses. */
  readonly onStart?: (node: PeerNode) => void;
}

/**
 * Runs a peer until its signal aborts or its last round.
 *
 * @returns its last status
 * @throws {@link InvalidArgumentError} (rejects) when libp2p is not installed, no address of `join` answers, or the data do not
 *   fit the network; {@link FileError} when a file cannot be used; {@link LedgerRefusal} when the ledger has another history
 *   than the copy
 */
export async function runPeer(run: PeerRun): Promise<PeerStatus> {
  const { keys, join = [], signal } = run;
  const clock = new RealClock();
  const open: { answers?: Answers; participant?: Participant } = {};
  const node = await PeerNode.start({ ...run, clock, serve: (id) => service(open, id) });
  try {
    const named = await openLog(WHERE, run.ledger);
    try {
      const { ledger, held } = await ledgerOf(run, node, named, join.length === 0);
      const participant = await Participant.create({
        ...run,
        ...{ clock, node, ledger, shape: shapeOfName(WHERE, ledger.snapshot().name) },
      });
      open.participant = participant;
      open.answers = {
        log: ledger.served,
        submit: held && ((signed) => held.append(signed)),
        status: () => participant.status(),
      };
      run.onStart?.(node);
      const closes = ledger.snapshot().authority === keys.id;
      const blocks =
        closes && closeBlocks(ledger, keys, run.founding.seconds, clock, run.onTrouble);
      try {
        await participant.run(signal);
      } finally {
        if (blocks) await blocks();
      }
      return participant.status();
    } finally {
      await named.close();
    }
  } finally {
    await node.close();
  }
}

/** The service for a peer, as far as this one has started. */
function service(open: { answers?: Answers; participant?: Participant }, id: string): PeerService {
  const started = async <T>(use: (service: PeerService) => Promise<T>): Promise<T> => {
    if (open.participant) return use(open.participant.serviceFor(id));
    return Promise.reject(new UnreachableError('call: the peer must have started'));
  };
  return {
    forward: (x) => started((one) => one.forward(x)),
    backward: (x, gradient) => started((one) => one.backward(x, gradient)),
    ask: (text) => {
      if (open.answers) return replyTo(text, open.answers);
      return Promise.reject(new UnreachableError('ask: the peer must have started'));
    },
  };
}

/** The ledger, and its log where this peer holds it. */
async function ledgerOf(
  run: PeerRun,
  node: PeerNode,
  { log, isShared }: NamedLog,
  founds: boolean,
): Promise<{ ledger: SharedLedger; held?: OperationLog }> {
  const { keys, ledger: path } = run;
  if (isShared) {
    const shared = await sharedLog(log, founds ? genesisOf(run) : undefined);
    return { ledger: await SharedLedger.open(shared) };
  }
  if (!founds) return { ledger: await joinedLedger(node, log) };
  const held = await heldLog(log, genesisOf(run));
  const ledger = await SharedLedger.open(held);
  const { authority } = ledger.snapshot();
  if (authority === keys.id) return { ledger, held };
  const rule = `join must be given: ${path} is a copy of the ledger of ${authority.slice(0, 8)}…`;
  throw new InvalidArgumentError(WHERE, rule, 'none');
}

/** The signed genesis of a ledger that a peer founds, for peers with data of its shape. */
export function genesisOf({
  keys,
  data,
  founding,
}: Pick<PeerRun, 'keys' | 'data' | 'founding'>): SignedOperation {
  const symbols = data.encoding.kind === 'codes' ? data.encoding.symbols : 0;
  const { width, mostPeers, bound, inflation } = founding;
  return sign(
    {
      type: 'genesis',
      name: nameOfShape({ inputs: data.inputs, width, symbols }),
      ...{ authority: keys.id, bound, inflation, mostPeers },
      peers: [{ id: keys.id, stake: 1 }],
    },
    keys,
  );
}

/** The ledger of the peers that were joined, whose log the authority holds. */
async function joinedLedger(node: PeerNode, copy: OperationLog): Promise<SharedLedger> {
  const asker =
    (id: string): Ask =>
    async (question) =>
      JSON.parse(await node.ask(id, JSON.stringify(question), ASK)) as unknown;
  const first = again(firstAnswer(node.joined.map(asker)), node.options.clock);
  const source = remoteLog(first, first);
  for await (const { operation } of source.read(0)) {
    if (operation.type !== 'genesis') break;
    const { authority } = operation;
    const holder = asker(authority);
    const ledger = remoteLog(holder, firstAnswer([holder, ...node.joined.map(asker)]));
    return SharedLedger.open(ledger, copy);
  }
  throw new InvalidArgumentError(WHERE, 'join must be a peer with a ledger', 'one without');
}

/** The answer of the first peer that gives one. */
function firstAnswer(asks: readonly Ask[]): Ask {
  return async (question) => {
    let last: unknown = new RefusedError('invalid', 'ask: there must be a peer');
    for (const ask of asks) {
      try {
        return await ask(question);
      } catch (error) {
        last = error;
      }
    }
    throw last;
  };
}

/** Asks again after an outage: a peer that has just started may not answer, or lose a connection. */
function again(ask: Ask, clock: Clock): Ask {
  return async (question) => {
    for (let tries = 1; ; tries++) {
      try {
        return await ask(question);
      } catch (error) {
        if (!isOutage(error) || tries === MOST_TRIES) throw error;
        await clock.wait(BETWEEN_TRIES);
      }
    }
  };
}

/** Closes the blocks of a ledger; the returned function ends it. */
function closeBlocks(
  ledger: SharedLedger,
  keys: Keys,
  seconds: number,
  clock: RealClock,
  onTrouble: PeerRun['onTrouble'],
): () => Promise<void> {
  let closing = Promise.resolve();
  let isEnded = false;
  let cancel = (): void => undefined;
  const next = (): void => {
    if (isEnded) return;
    cancel = clock.after(seconds, () => {
      closing = ledger.submit({ type: 'block' }, keys);
      closing = closing.catch((error: unknown) => onTrouble?.(reasonOf(error)));
      void closing.then(next);
    });
  };
  next();
  return async () => {
    isEnded = true;
    cancel();
    await closing;
  };
}
