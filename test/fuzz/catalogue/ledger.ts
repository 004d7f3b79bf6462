/*
 * Valid calls of the ledger: keys, operations, logs, sparse weights.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  changeTowards,
  createKeys,
  createMemoryLog,
  createSparseWeights,
  draft,
  historyHash,
  keysFrom,
  ledgerId,
  LogError,
  openCometLog,
  openFileLog,
  openLedger,
  openPostgresLog,
  operationBytes,
  readWeights,
  sign,
  sparseBlock,
  sparseInflate,
  sparseRank,
  startLedgerNode,
  type CometLogOptions,
  type Keys,
  type LedgerNodeOptions,
  type OperationDraft,
  type OperationLog,
  type PostgresLogOptions,
  type SignedOperation,
  type SparseRows,
} from '../../../lib/entry/ledger.js';
import { createStream } from '../../../lib/entry/market.js';
import {
  AUTHORITY,
  begin,
  closeBlock,
  genesisOf,
  mixedGenesis,
  POOL,
  readAll,
} from '../../support/ledger.js';
import { FakeChain } from '../../support/fakeChain.js';
import { target, through, type Target } from '../target.js';

/** Two peers; each scores itself and the other. */
const sparseRows = (): SparseRows => ({
  peers: 2,
  rowStart: Uint32Array.of(0, 2, 4),
  columns: Uint32Array.of(0, 1, 0, 1),
  values: Float64Array.of(0.5, 0.5, 0.2, 0.8),
});
const stake = (): Float64Array => Float64Array.of(1, 2);
const genesis = (): SignedOperation => structuredClone(mixedGenesis(3));

/** Drafts and signatures carry the caller's numbers as they are; the ledger refuses them. */
const ofTheBody = (_: unknown[], place: string): boolean => /^(\.operation)?\.(?!type)/.test(place);

const DRAFTS: Readonly<Record<string, () => OperationDraft>> = {
  weights: () => ({ type: 'weights', change: [-0.01, 0.01, 0] }),
  transfer: () => ({ type: 'transfer', to: POOL[1].id, amount: 0.5 }),
  leave: () => ({ type: 'leave' }),
};

/** A signed operation of the ledger that {@link begin} opens on three peers. */
async function signed(body: OperationDraft): Promise<SignedOperation> {
  const ledger = await begin(genesis());
  return structuredClone(ledger.sign(body, POOL[0]));
}

/** Submits to a new ledger, whose log must open again as it was. */
async function submitted(operation: SignedOperation): Promise<unknown> {
  const log = createMemoryLog();
  const ledger = await begin(genesis(), log);
  await ledger.submit(operation);
  await closeBlock(ledger);
  const { weights, stake: held } = (await openLedger(log)).snapshot();
  if (held.some((value) => value < 0)) throw new Error('a peer has stake below zero');
  return [weights, held];
}

/** An address at which nothing answers: of a log's options, the refusals are called. */
const NOWHERE = '127.0.0.1:9';

/** Opens a log where nothing answers; an error that tells so is the end of a valid call. */
async function unanswered(open: () => Promise<unknown>): Promise<unknown> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof LogError && error.isUnreachable) return error.message;
    throw error;
  }
}

/** Opens the log of a chain, adds to it through a ledger and reads it. */
async function throughChain(operation: SignedOperation): Promise<unknown> {
  const chain = await FakeChain.start('node', genesis());
  try {
    const log = await openCometLog({ rpc: chain.rpc, interval: 0.01, timeout: 1 });
    const ledger = await openLedger(log);
    await ledger.submit(operation);
    return await readAll(log);
  } finally {
    await chain.close();
  }
}

/** The ledger of §1.3–1.4. */
export const LEDGER: readonly Target[] = [
  target('changeTowards', changeTowards, async () => {
    const { ids, weights, bound } = (await begin(genesis())).snapshot();
    return [{ ids, weights, bound }, POOL[0].id, Float64Array.of(0.5, 0.25, 0.25)];
  }),
  target('createKeys', createKeys, () => []),
  target('createMemoryLog', createMemoryLog, () => []),
  target('createSparseWeights', createSparseWeights, () => [sparseRows()]),
  target(
    'draft',
    draft,
    () => [
      { ledger: ledgerId(genesis().operation as never), block: 0, history: '0'.repeat(64) },
      POOL[0].id,
      DRAFTS.weights(),
    ],
    { isUndefined: ofTheBody },
  ),
  target('historyHash', historyHash, () => ['0'.repeat(64), genesis()]),
  target('keysFrom', keysFrom, () => [createStream(1)]),
  through('keysFrom bytes', keysFrom, keysFrom, () => [new Uint8Array(32).fill(1)]),
  target('ledgerId', ledgerId, () => [genesis().operation]),
  through(
    'openFileLog',
    openFileLog,
    async (path: string) => {
      const log = await openFileLog(path);
      await log.append(genesis());
      const read = await readAll(log);
      await log.close();
      return read;
    },
    () => ['ledger.jsonl'],
  ),
  through(
    'openPostgresLog',
    openPostgresLog,
    (options: PostgresLogOptions) => unanswered(() => openPostgresLog(options)),
    () => [{ connection: `postgres://peer:secret@${NOWHERE}/lab`, name: 'ledger', timeout: 1 }],
  ),
  through(
    'openCometLog',
    openCometLog,
    (options: CometLogOptions) => unanswered(() => openCometLog(options)),
    () => [{ rpc: `http://${NOWHERE}`, timeout: 0.1, interval: 0.1 }],
  ),
  through('openCometLog on a chain', undefined, throughChain, async () => [
    await signed(DRAFTS.weights()),
  ]),
  through(
    'startLedgerNode',
    startLedgerNode,
    async (options: LedgerNodeOptions) => {
      const node = await startLedgerNode(options);
      await node.close();
      return node.height;
    },
    () => [{ home: join('deep', 'node'), address: '127.0.0.1:0' }],
  ),
  target('openLedger', openLedger, () => [createMemoryLog(), { genesis: genesis() }]),
  through(
    'openLedger on a log',
    openLedger,
    (append: OperationLog['append'], read: OperationLog['read'], watch: OperationLog['watch']) =>
      openLedger({ append, read, ...(watch && { watch }) }, { genesis: genesis() }),
    () => {
      const log = createMemoryLog();
      return [
        (one: SignedOperation, at: number) => log.append(one, at),
        (from: number) => log.read(from),
        (onChange: () => void) => log.watch?.(onChange),
      ];
    },
    { waits: true },
  ),
  target('operationBytes', operationBytes, () => [genesis().operation]),
  target('readWeights', readWeights, () => {
    writeFileSync('weights.json', '{"weights": [[0, 1], [0, 0]]}');
    writeFileSync('stake.json', '[1, 2]');
    return [
      'weights.json',
      {
        ...{ stake: 'stake.json', format: 'json', layout: 'matrix', header: 'yes' },
        ...{ emptyRows: 'self', rowSums: 'normalise', voters: 'peers' },
      },
    ];
  }),
  target('sign', sign, () => [genesis().operation, AUTHORITY], { isUndefined: ofTheBody }),
  through(
    'Ledger.sign',
    undefined,
    async (body: OperationDraft, keys: Keys) => (await begin(genesis())).sign(body, keys),
    () => [DRAFTS.weights(), POOL[0]],
    { isUndefined: ofTheBody },
  ),
  through(
    'Ledger.follow',
    undefined,
    async (signal: AbortSignal) => (await begin(genesis())).follow(signal).next(),
    () => [AbortSignal.abort()],
  ),
  through(
    'Ledger.refresh',
    undefined,
    async (operation: SignedOperation) => {
      const log = createMemoryLog();
      const ledger = await begin(genesis(), log);
      await log.append(operation);
      return ledger.refresh();
    },
    async () => [await signed(DRAFTS.weights())],
  ),
  ...Object.entries(DRAFTS).map(([name, body]) =>
    through(`Ledger.submit ${name}`, undefined, submitted, async () => [await signed(body())]),
  ),
  through('Ledger.submit block', undefined, submitted, async () => {
    const ledger = await begin(genesis());
    return [structuredClone(ledger.sign({ type: 'block' }, AUTHORITY))];
  }),
  through(
    'OperationLog.append',
    undefined,
    async (one: SignedOperation, at: number) => {
      const log = createMemoryLog();
      await log.append(one, at);
      return readAll(log);
    },
    () => [genesis(), 0],
  ),
  through(
    'OperationLog.read',
    undefined,
    (from: number) => readAll(createMemoryLog(), from),
    () => [0],
  ),
  target('sparseBlock', sparseBlock, () => [
    createSparseWeights(sparseRows()),
    stake(),
    { inflation: 0.1, norm: 'l2' },
  ]),
  target('sparseInflate', sparseInflate, () => [
    createSparseWeights(sparseRows()),
    stake(),
    { inflation: 0.1, norm: 'l1' },
  ]),
  target('sparseRank', sparseRank, () => [createSparseWeights(sparseRows()), stake()]),
  through(
    'a genesis',
    undefined,
    async (settings: object) => {
      const ledger = await openLedger(createMemoryLog(), { genesis: genesisOf(2, settings) });
      await ledger.submit(ledger.sign({ type: 'block' }, AUTHORITY));
      return ledger.snapshot();
    },
    () => [{ name: 'three', bound: 0.1, inflation: 1, norm: 'l2', weights: [0.5, 0.5, 0.2, 0.8] }],
  ),
];
