import assert from 'node:assert/strict';
import {
  createMemoryLog,
  REFUSAL_REASONS,
  sign,
  type Genesis,
  type Ledger,
  type OperationDraft,
  type RefusalReason,
} from '../../lib/ledger/index.js';
import {
  assertRefused,
  AUTHORITY,
  begin,
  closeBlock,
  keysOf,
  mixedGenesis,
  POOL,
  readAll,
} from '../support/ledger.js';

const [alice, bob] = POOL;
const stranger = keysOf('stranger');

/** Encodings that verify signatures without a secret (order 1 to 8), in two forms, or that encode no point. */
const NO_KEYS = {
  'the identity': `01${'00'.repeat(31)}`,
  'the identity with the sign bit': `01${'00'.repeat(30)}80`,
  'the identity in a form that is not canonical': `ee${'ff'.repeat(30)}7f`,
  'of order 2': `ec${'ff'.repeat(30)}7f`,
  'of order 4': '00'.repeat(32),
  'of order 4, negated': `${'00'.repeat(31)}80`,
  'of order 8': '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'another of order 8': 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  'no point of the curve': '02'.repeat(32),
  'beyond the field': 'ff'.repeat(32),
} as const;

interface Case {
  readonly what: string;
  readonly reason: RefusalReason;
  readonly message?: RegExp;
  /** Settings of the genesis. */
  readonly settings?: Partial<Genesis>;
  /** Returns the operation to refuse; operations that it submits before are accepted. */
  readonly signed: (ledger: Ledger) => unknown;
}

/** A draft of `peer`, with fields replaced before it is signed. */
function forged(ledger: Ledger, body: OperationDraft, fields: object, peer = alice): unknown {
  const { operation } = ledger.sign(body, peer);
  return sign({ ...operation, ...fields }, peer);
}

const change = [0.1, -0.1, 0, 0];
const weights = { type: 'weights', change } as const;

const CASES: Case[] = [
  {
    what: 'a change of exactly the bound',
    reason: 'changeTooLarge',
    message: /^submit: change must be shorter than 0.3 in ‖·‖₂, got 0.3$/,
    signed: (ledger) => ledger.sign({ type: 'weights', change: [0, 0.3, 0, 0] }, alice),
  },
  {
    what: 'a change whose square overflows',
    reason: 'changeTooLarge',
    message: /got Infinity$/,
    signed: (ledger) => ledger.sign({ type: 'weights', change: [0, 1e200, 0, 0] }, alice),
  },
  {
    what: 'a large change that its projection would make small',
    reason: 'changeTooLarge',
    // Adding a constant to every weight does not change Π(W_i + ΔW_i); the bound is on ΔW_i.
    signed: (ledger) => ledger.sign({ type: 'weights', change: [1, 1, 1, 1] }, alice),
  },
  ...[[0.1, -0.1, 0], [0.1, -0.1, 0, 0, 0], []].map((short): Case => ({
    what: `a change of ${short.length} numbers for 4 peers`,
    reason: 'wrongLength',
    message: new RegExp(`^submit: change must have one number a peer, 4, got ${short.length}$`),
    signed: (ledger) => ledger.sign({ type: 'weights', change: short }, alice),
  })),
  ...[NaN, Infinity, -Infinity].map((value): Case => ({
    what: `${value} in a change`,
    reason: 'notFinite',
    message: new RegExp(`^submit: change must hold finite numbers, got ${value} at 1$`),
    signed: (ledger) => ledger.sign({ type: 'weights', change: [0, value, 0, 0] }, alice),
  })),
  {
    what: 'NaN as it comes over a wire',
    reason: 'notFinite',
    message: /got null at 1$/,
    signed: (ledger) =>
      JSON.parse(
        JSON.stringify(ledger.sign({ type: 'weights', change: [0, NaN, 0, 0] }, alice)),
      ) as unknown,
  },
  {
    what: 'an infinite amount',
    reason: 'notFinite',
    signed: (ledger) => ledger.sign({ type: 'transfer', to: bob.id, amount: Infinity }, alice),
  },
  {
    what: 'weights of a peer that is not there',
    reason: 'unknownPeer',
    message: new RegExp(`got ${stranger.id.slice(0, 8)}…$`),
    signed: (ledger) => ledger.sign(weights, stranger),
  },
  {
    what: 'the departure of a peer that is not there',
    reason: 'unknownPeer',
    signed: (ledger) => ledger.sign({ type: 'leave' }, stranger),
  },
  {
    what: 'weights of a newcomer before the block has closed',
    reason: 'unknownPeer',
    signed: async (ledger) => {
      await ledger.submit(ledger.sign({ type: 'join' }, stranger));
      return ledger.sign(weights, stranger);
    },
  },
  {
    what: 'a transfer to a peer that is not there',
    reason: 'unknownPeer',
    signed: (ledger) => ledger.sign({ type: 'transfer', to: stranger.id, amount: 1 }, alice),
  },
  {
    what: 'the signature of another peer',
    reason: 'badSignature',
    message: new RegExp(`by ${alice.id.slice(0, 8)}…, got `),
    signed: (ledger) => sign(ledger.sign(weights, alice).operation, bob),
  },
  {
    what: 'a change that was altered after it was signed',
    reason: 'badSignature',
    signed: (ledger) => {
      const { operation, signature } = ledger.sign(weights, alice);
      return { operation: { ...operation, change: [-0.1, 0.1, 0, 0] }, signature };
    },
  },
  {
    what: 'a newcomer that another signed for',
    reason: 'badSignature',
    signed: (ledger) => sign(ledger.sign({ type: 'join' }, stranger).operation, alice),
  },
  ...Object.entries(NO_KEYS).map(([what, peer]): Case => ({
    what: `a newcomer whose id is ${what}`,
    reason: 'noKey',
    message: /^submit: peer must be the public key of a secret key, got /,
    signed: (ledger) => forged(ledger, { type: 'join' }, { peer }, stranger),
  })),
  {
    what: 'a transfer to an id without a secret key',
    reason: 'noKey',
    signed: (ledger) =>
      ledger.sign({ type: 'transfer', to: NO_KEYS['the identity'], amount: 1 }, alice),
  },
  {
    what: 'a newcomer beyond the most peers of the genesis',
    reason: 'full',
    message: /^submit: the ledger must have at most 5 peers, got one more, /,
    settings: { mostPeers: 5 },
    signed: async (ledger) => {
      await ledger.submit(ledger.sign({ type: 'join' }, stranger));
      return ledger.sign({ type: 'join' }, keysOf('another'));
    },
  },
  {
    what: 'an operation for another history of the same ledger',
    reason: 'otherHistory',
    message: /^submit: history must be /,
    signed: async (ledger) => {
      const other = await begin();
      await other.submit(other.sign(weights, alice));
      for (const each of [ledger, other]) await closeBlock(each);
      return other.sign(weights, alice);
    },
  },
  {
    what: 'a block that another signed in the name of the authority',
    reason: 'badSignature',
    signed: (ledger) => sign(ledger.sign({ type: 'block' }, AUTHORITY).operation, alice),
  },
  {
    what: 'a block closed by a peer',
    reason: 'notAuthority',
    signed: (ledger) => ledger.sign({ type: 'block' }, alice),
  },
  {
    what: 'an operation of the block before',
    reason: 'wrongBlock',
    message: /^submit: block must be the open one, 1, got 0$/,
    signed: async (ledger) => {
      const late = ledger.sign(weights, alice);
      await closeBlock(ledger);
      return late;
    },
  },
  {
    what: 'an operation of a block to come',
    reason: 'wrongBlock',
    signed: (ledger) => forged(ledger, weights, { block: 1 }),
  },
  {
    what: 'the same close of a block again',
    reason: 'wrongBlock',
    signed: async (ledger) => {
      const close = ledger.sign({ type: 'block' }, AUTHORITY);
      await ledger.submit(close);
      return close;
    },
  },
  {
    what: 'an operation for another ledger',
    reason: 'otherLedger',
    signed: async () => (await begin(mixedGenesis(4, { name: 'another' }))).sign(weights, alice),
  },
  {
    what: 'the same change again',
    reason: 'repeated',
    message: new RegExp(`one weights a block, got a second of ${alice.id.slice(0, 8)}…$`),
    signed: async (ledger) => {
      const signed = ledger.sign(weights, alice);
      await ledger.submit(signed);
      return signed;
    },
  },
  ...(
    [
      [weights, { type: 'weights', change: [0, 0, 0.1, 0] }],
      [{ type: 'leave' }, { type: 'leave' }],
      [
        { type: 'transfer', to: bob.id, amount: 0.1 },
        { type: 'transfer', to: bob.id, amount: 0.2 },
      ],
    ] as const
  ).map(([first, second]): Case => ({
    what: `a second ${first.type} of one peer in one block`,
    reason: 'repeated',
    signed: async (ledger) => {
      await ledger.submit(ledger.sign(first, alice));
      return ledger.sign(second, alice);
    },
  })),
  {
    what: 'a newcomer that asks twice',
    reason: 'repeated',
    signed: async (ledger) => {
      const signed = ledger.sign({ type: 'join' }, stranger);
      await ledger.submit(signed);
      return signed;
    },
  },
  {
    what: 'a newcomer that is there already',
    reason: 'alreadyPeer',
    signed: (ledger) => ledger.sign({ type: 'join' }, alice),
  },
  {
    what: 'a leaver that would come back in the same block',
    reason: 'alreadyPeer',
    signed: async (ledger) => {
      await ledger.submit(ledger.sign({ type: 'leave' }, alice));
      return ledger.sign({ type: 'join' }, alice);
    },
  },
  {
    what: 'a transfer of more than there is',
    reason: 'notEnoughStake',
    message: /^submit: amount must be at most what the peer holds, 1, got 1.5$/,
    signed: (ledger) => ledger.sign({ type: 'transfer', to: bob.id, amount: 1.5 }, alice),
  },
  {
    what: 'a transfer to a peer that leaves',
    reason: 'receiverLeaves',
    signed: async (ledger) => {
      await ledger.submit(ledger.sign({ type: 'leave' }, bob));
      return ledger.sign({ type: 'transfer', to: bob.id, amount: 0.5 }, alice);
    },
  },
  {
    what: 'the departure of the last that holds stake',
    reason: 'lastStake',
    message: /got 0$/,
    signed: async (ledger) => {
      for (const keys of POOL.slice(0, 3)) {
        await ledger.submit(ledger.sign({ type: 'leave' }, keys));
      }
      return ledger.sign({ type: 'leave' }, POOL[3]);
    },
  },
  {
    what: 'a second genesis',
    reason: 'alreadyBegun',
    signed: () => mixedGenesis(4, { name: 'another' }),
  },
  ...(
    [
      ['undefined', undefined],
      ['a text', 'weights'],
      ['no operation', { signature: '00'.repeat(64) }],
      ['a list', []],
    ] as const
  ).map(([what, signed]): Case => ({ what, reason: 'malformed', signed: () => signed })),
  ...(
    [
      ['a type that is none', weights, { type: 'mint' }, /type must be one of genesis, join/],
      ['a type that every object has', weights, { type: 'toString' }, /type must be one of/],
      ['a field too many', weights, { memo: 'hello' }, /no fields but .*change, got "memo"$/],
      [
        'a field missing',
        { type: 'transfer', to: bob.id, amount: 1 },
        { to: undefined },
        /to must be 32 bytes/,
      ],
      ['half a block', weights, { block: 0.5 }, /block must be an integer of at least 0, got 0.5$/],
      [
        'an id in capitals',
        weights,
        { peer: 'A'.repeat(64) },
        /peer must be 32 bytes as lower-case hex/,
      ],
      ['a change that is no list', weights, { change: { 0: 1 } }, /change must be a list/],
      [
        'a negative amount',
        { type: 'transfer', to: bob.id, amount: 1 },
        { amount: -1 },
        /amount must lie from 1e-100 to 1e\+100, got -1$/,
      ],
      ['an amount of 0', { type: 'transfer', to: bob.id, amount: 1 }, { amount: 0 }, /got 0$/],
      [
        'a transfer to oneself',
        { type: 'transfer', to: alice.id, amount: 1 },
        {},
        /to must be another peer/,
      ],
    ] as [string, OperationDraft, object, RegExp][]
  ).map(([what, body, fields, message]): Case => ({
    what,
    reason: 'malformed',
    message,
    signed: (ledger) => forged(ledger, body, fields),
  })),
  ...['00', 'G'.repeat(128), 5].map((signature): Case => ({
    what: `a signature that is ${signature}`.slice(0, 40),
    reason: 'malformed',
    message: /signature must be 64 bytes as lower-case hex/,
    signed: (ledger) => ({ ...ledger.sign(weights, alice), signature }),
  })),
];

describe('the ledger refuses without any change:', () => {
  for (const { what, reason, message, settings, signed } of CASES) {
    it(`${what} (${reason})`, async () => {
      const log = createMemoryLog();
      const ledger = await begin(mixedGenesis(4, settings), log);
      const operation = await signed(ledger);
      await assertRefused(ledger, operation, reason, message);
      assert.equal((await readAll(log)).length, ledger.length);
      // The ledger accepts further operations.
      await closeBlock(ledger);
    });
  }

  it('for every reason, by the tests above', () => {
    const tested = new Set(CASES.map(({ reason }) => reason));
    // A missing genesis cannot be submitted, only read from a log by openLedger.
    tested.add('noGenesis');
    assert.deepEqual([...tested].sort(), [...REFUSAL_REASONS].sort());
  });
});
