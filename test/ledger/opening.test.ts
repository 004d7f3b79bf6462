import assert from 'node:assert/strict';
import {
  changeTowards,
  createMemoryLog,
  keysFrom,
  LedgerRefusal,
  openLedger,
  sign,
  type Genesis,
  type RefusalReason,
} from '../../lib/ledger/index.js';
import { InvalidArgumentError, WorkbenchError } from '../../lib/math/index.js';
import { begin, genesisOf, mixedGenesis, POOL, readAll } from '../support/ledger.js';
import { itRefuses } from '../support/refusals.js';

const [alice] = POOL;
const weights = { type: 'weights', change: [0.1, -0.1, 0, 0] } as const;

describe('openLedger refuses', () => {
  const invalid: [string, Partial<Genesis>, RefusalReason, RegExp][] = [
    ['no bound', { bound: 0 }, 'malformed', /bound must be a finite number above 0, got 0$/],
    ['an endless bound', { bound: Infinity }, 'notFinite', /bound must be a finite number/],
    ['no inflation', { inflation: 0 }, 'malformed', /inflation must lie from 1e-100/],
    ['a norm that is none', { norm: 'l3' as 'l2' }, 'malformed', /norm must be one of l2, l1/],
    ['no peers', { peers: [] }, 'malformed', /peers must hold stake/],
    ['no peer with stake', { peers: [{ id: alice.id, stake: 0 }] }, 'malformed', /got none$/],
    ['negative stake', { peers: [{ id: alice.id, stake: -1 }] }, 'malformed', /stake must lie/],
    [
      'too little stake',
      { peers: [{ id: alice.id, stake: 1e-200 }] },
      'malformed',
      /stake must lie/,
    ],
    ['too much stake', { peers: [{ id: alice.id, stake: 1e200 }] }, 'malformed', /stake must lie/],
    [
      'a peer twice',
      { peers: [alice, alice].map(({ id }) => ({ id, stake: 1 })) },
      'malformed',
      /peers must be named once/,
    ],
    [
      'weights off the simplex',
      { weights: new Array<number>(16).fill(0.5) },
      'malformed',
      /rows that sum to 1, got 2 in row 0$/,
    ],
    ['weights of another shape', { weights: [1] }, 'malformed', /weights must have shape \[4, 4\]/],
    ['NaN in weights', { weights: [NaN] }, 'notFinite', /weights must hold finite numbers/],
    ['an authority that is none', { authority: 'me' }, 'malformed', /authority must be 32 bytes/],
  ];
  for (const [what, settings, reason, message] of invalid) {
    it(`a genesis with ${what}`, async () => {
      const log = createMemoryLog();
      await assert.rejects(openLedger(log, { genesis: genesisOf(4, settings) }), (error) => {
        assert.ok(error instanceof LedgerRefusal && error instanceof WorkbenchError);
        assert.equal(error.reason, reason);
        assert.match(error.message, /^openLedger: genesis must keep the rules: /);
        assert.match(error.message, message);
        return true;
      });
      assert.deepEqual(await readAll(log), []);
    });
  }

  it('a genesis without the signature of its authority', async () => {
    const genesis = sign(genesisOf(4).operation, alice);
    await assert.rejects(openLedger(createMemoryLog(), { genesis }), { reason: 'badSignature' });
  });

  it('another operation in the place of a genesis', async () => {
    const genesis = (await begin()).sign(weights, alice);
    await assert.rejects(openLedger(createMemoryLog(), { genesis }), { reason: 'noGenesis' });
  });

  it('an empty log without a genesis, another genesis, and unknown options', async () => {
    await assert.rejects(openLedger(createMemoryLog()), {
      name: 'InvalidArgumentError',
      message: 'openLedger: genesis must be given where the log is empty, got none',
    });
    const log = createMemoryLog();
    const ledger = await begin(mixedGenesis(4), log);
    const other = { genesis: mixedGenesis(4, { name: 'another' }) };
    await assert.rejects(openLedger(log, other), (error) => {
      assert.ok(error instanceof InvalidArgumentError);
      assert.match(error.message, new RegExp(`the log begins with, ${ledger.ledger}, got `));
      return true;
    });
    const options = { genisis: mixedGenesis(4) } as object;
    await assert.rejects(openLedger(log, options), /options must be among genesis, got "genisis"/);
    assert.equal((await openLedger(log, { genesis: mixedGenesis(4) })).ledger, ledger.ledger);
  });

  it('a log with an operation that breaks a rule, and names the operation', async () => {
    const log = createMemoryLog();
    const ledger = await begin(mixedGenesis(4), log);
    const signed = ledger.sign(weights, alice);
    await ledger.submit(signed);
    await log.append(signed);
    await assert.rejects(openLedger(log), {
      name: 'LedgerRefusal',
      reason: 'repeated',
      message:
        /^openLedger: operation 2 of the log must keep the rules: peer must have one weights a block/,
    });
  });

  it('a log that does not begin with a genesis', async () => {
    const log = createMemoryLog();
    await log.append((await begin()).sign(weights, alice));
    await assert.rejects(openLedger(log), {
      reason: 'noGenesis',
      message: /operation 0 of the log must keep the rules: type must be genesis .*, got weights$/,
    });
  });
});

describe('helpers of the ledger', () => {
  itRefuses('keysFrom', [
    {
      what: 'a seed that is too short',
      call: () => keysFrom(new Uint8Array(31)),
      rule: 'seed must be a Uint8Array of 32 bytes or a random stream',
      value: 'Uint8Array of length 31',
    },
    {
      what: 'a number',
      call: () => keysFrom(7 as unknown as Uint8Array),
      rule: 'seed must be a Uint8Array of 32 bytes or a random stream',
      value: '7',
    },
  ]);
  const at = { ids: ['a', 'b'], weights: Float64Array.of(1, 0, 0, 1), bound: 0.1 };
  itRefuses('changeTowards', [
    {
      what: 'a peer that is not there',
      call: () => changeTowards(at, 'c', new Float64Array(2)),
      rule: 'peer must be on the ledger',
      value: 'c',
    },
    {
      what: 'a target of another length',
      call: () => changeTowards(at, 'a', new Float64Array(3)),
      rule: 'target must have shape [2]',
      value: '3 numbers',
    },
  ]);
});
