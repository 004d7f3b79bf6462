import assert from 'node:assert/strict';
import {
  changeTowards,
  createKeys,
  createMemoryLog,
  createSparseWeights,
  draft,
  historyHash,
  ledgerId,
  openLedger,
  operationBytes,
  sign,
  sparseRank,
} from '../../lib/entry/ledger.js';
import { WorkbenchError } from '../../lib/math/index.js';

const circular: Record<string, unknown> = {};
circular.self = circular;
const keys = createKeys();
const place = { ledger: '', block: 0, history: '' };
const misleading = Object.defineProperty([1], Symbol.iterator, { value: () => [NaN].values() });
const changing = Object.defineProperty({ ...keys }, 'sign', { get: () => keys.sign });

/** Functions of the ledger with an argument of the wrong kind. */
const calls: Record<string, () => unknown> = {
  ledgerId: () => ledgerId(circular as never),
  operationBytes: () => operationBytes(circular as never),
  historyHash: () => historyHash('', circular as never),
  'historyHash of a number': () => historyHash(5 as never, {} as never),
  sign: () => sign(circular as never, keys),
  'sign without keys': () => sign({} as never, {} as never),
  append: () => createMemoryLog().append(circular as never),
  openLedger: () => openLedger({ append: 5, read: 5 } as never),
  'openLedger whose log reads nothing': () =>
    openLedger({ append: () => undefined, read: () => undefined } as never),
  'draft of a change whose iterator misleads': () =>
    draft(place, '', { type: 'weights', change: misleading }),
  'sign with keys that change': () => sign({} as never, changing),
  draft: () => draft(undefined as never, '', { type: 'leave' }),
  changeTowards: () => changeTowards(null as never, '', new Float64Array(1)),
  createSparseWeights: () => createSparseWeights(undefined as never),
  sparseRank: () => sparseRank(undefined as never, new Float64Array(1)),
};

describe('arguments of the wrong kind to the ledger', () => {
  for (const [name, call] of Object.entries(calls)) {
    it(`${name} refuses them in one sentence`, async () => {
      await assert.rejects(async () => {
        await call();
      }, WorkbenchError);
    });
  }
});
