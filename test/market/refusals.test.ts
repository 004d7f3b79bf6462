import assert from 'node:assert/strict';
import * as workbench from '../../lib/entry/market.js';
import { createStream } from '../../lib/math/index.js';
import { randomMarket, type Market } from '../../lib/market/index.js';
import { itRefuses, type Refusal } from '../support/refusals.js';

type Loose = (...given: unknown[]) => unknown;
const loose = workbench as unknown as Record<string, Loose>;

const n = 3;
const good: Market = randomMarket({ peers: n, seed: 1 });

interface Break {
  readonly what: string;
  readonly change: Record<string, unknown>;
  readonly rule: string;
  readonly value: string;
}

const edited = (values: Float64Array, at: number, value: number): Float64Array => {
  const copy = values.slice();
  copy[at] = value;
  return copy;
};

/** The ways in which any argument can fail to be an array of `length` numbers. */
function brokenArray(name: string, values: Float64Array, shape: string): Break[] {
  const { length } = values;
  return [
    {
      what: `${name} one short`,
      change: { [name]: values.slice(1) },
      rule: `${name} must have shape ${shape}`,
      value: `${length - 1} numbers`,
    },
    {
      what: `${name} as an array`,
      change: { [name]: Array.from(values) },
      rule: `${name} must be a Float64Array of shape ${shape}`,
      value: `Array of length ${length}`,
    },
    {
      what: `no ${name}`,
      change: { [name]: null },
      rule: `${name} must be a Float64Array of shape ${shape}`,
      value: 'null',
    },
    ...[NaN, Infinity, -Infinity].map((value) => ({
      what: `${value} in ${name}`,
      change: { [name]: edited(values, 1, value) },
      rule: `${name} must be finite`,
      value: `${value} at 1`,
    })),
  ];
}

const zeroRow = good.weights.slice();
zeroRow.fill(0, n, 2 * n);
const lopsided = edited(good.hessians, n * n + 1, 5);

const breaks = {
  peers: [0, -1, 1.5, NaN, '3', undefined].map((value) => ({
    what: `${typeof value === 'string' ? '"3"' : String(value)} peers`,
    change: { peers: value },
    rule: 'peers must be an integer of at least 1',
    value: typeof value === 'string' ? '"3"' : String(value),
  })),
  weights: [
    ...brokenArray('weights', good.weights, '[3, 3]'),
    {
      what: 'a negative weight',
      change: { weights: Float64Array.of(1.5, -0.5, 0, 0, 1, 0, 0, 0, 1) },
      rule: 'weights must not be negative',
      value: '-0.5 from peer 0 to peer 1',
    },
    {
      what: 'a row of zeros',
      change: { weights: zeroRow },
      rule: 'weights must have rows that sum to 1',
      value: '0 in row 1',
    },
    {
      what: 'a row that sums to 1.25',
      change: { weights: Float64Array.of(1, 0, 0, 0, 1, 0, 0.5, 0.25, 0.5) },
      rule: 'weights must have rows that sum to 1',
      value: '1.25 in row 2',
    },
  ],
  stake: [
    ...brokenArray('stake', good.stake, '[3]'),
    {
      what: 'negative stake',
      change: { stake: Float64Array.of(1, 2, -3) },
      rule: 'stake must not be negative',
      value: '-3 of peer 2',
    },
  ],
  temperature: [0, -1, NaN, Infinity, '1'].map((value) => ({
    what: `T = ${typeof value === 'string' ? '"1"' : value}`,
    change: { temperature: value },
    rule: 'temperature must be a finite number above 0',
    value: typeof value === 'string' ? '"1"' : String(value),
  })),
  hessians: [
    ...brokenArray('hessians', good.hessians, '[3, 3, 3]'),
    {
      what: 'an asymmetric Hessian',
      change: { hessians: lopsided },
      rule: 'hessians must be symmetric',
      value: `${lopsided[n * n + n]} at [1, 1, 0] and 5 at [1, 0, 1]`,
    },
  ],
  ratio: [-1, NaN, Infinity, undefined].map((value) => ({
    what: `α/τ = ${String(value)}`,
    change: { ratio: value },
    rule: 'ratio must be a finite number of at least 0',
    value: String(value),
  })),
  anchor: brokenArray('anchor', good.weights, '[3, 3]'),
} satisfies Record<string, Break[]>;

type Field = keyof typeof breaks;
const ranked: Field[] = ['peers', 'weights', 'stake'];
const masked: Field[] = [...ranked, 'temperature'];
const whole: Field[] = [...masked, 'hessians', 'ratio', 'anchor'];

/** Each function that reads a market: the fields that it reads, and a call. */
const readers: Record<string, [fields: Field[], call: (market: unknown) => unknown]> = {
  rank: [ranked, loose.rank],
  inflate: [ranked, (market) => loose.inflate(market, { inflation: 1 })],
  sparsity: [['peers', 'weights'], loose.sparsity],
  mask: [masked, loose.mask],
  anchorAtWeights: [masked, loose.anchorAtWeights],
  idealRank: [
    ['peers', 'hessians', 'weights', 'stake', 'temperature'],
    (market) => loose.idealRank(market, { outputs: 'masked' }),
  ],
  losses: [whole, loose.losses],
  payoff: [whole, loose.payoff],
  payoffGradient: [whole, loose.payoffGradient],
  totalPayoffGradient: [whole, loose.totalPayoffGradient],
  descend: [whole, loose.descend],
  coordinatedDescend: [whole, loose.coordinatedDescend],
  simulateInflation: [
    whole,
    (market) => loose.simulateInflation(market, { inflation: 1, blocks: 1 }),
  ],
  adaptInflation: [whole, (market) => loose.adaptInflation(market, { steps: 1 })],
  bestResponse: [whole, (market) => loose.bestResponse(market, 0)],
  nashGains: [whole, loose.nashGains],
  nashGap: [whole, loose.nashGap],
  nashConv: [whole, loose.nashConv],
  exploitability: [whole, loose.exploitability],
  regret: [whole, (market) => loose.regret(market, { steps: 1 })],
};

describe('bad markets', () => {
  for (const [name, [fields, call]] of Object.entries(readers)) {
    itRefuses(
      name,
      fields.flatMap((field) =>
        (breaks[field] as Break[]).map(({ what, change, rule, value }) => ({
          what,
          call: () => call({ ...good, ...change }),
          rule,
          value,
        })),
      ),
    );
  }

  for (const { what, change, rule, value } of breaks.hessians) {
    itRefuses('checkHessians', [
      { what, call: () => loose.checkHessians('checkHessians', n, change.hessians), rule, value },
    ]);
  }

  it('are accepted by functions that do not read the bad fields', () => {
    const { peers, weights, stake, hessians } = good;
    assert.doesNotThrow(() => [
      loose.rank({ peers, weights, stake }),
      loose.inflate({ peers, weights, stake }, { inflation: 1 }),
      loose.sparsity({ peers, weights }),
      loose.idealRank({ peers, hessians }),
    ]);
  });

  it('are not those within rounding: row sums and symmetry hold to 1e-9', () => {
    const weights = edited(good.weights, 0, good.weights[0] + 5e-10);
    const hessians = edited(good.hessians, 1, good.hessians[1] * (1 + 5e-10));
    assert.doesNotThrow(() => loose.payoff({ ...good, weights, hessians }));
  });
});

/** Bad values of an option, by the rule that they break. */
const positive: [rule: string, values: unknown[]] = [
  'must be a finite number above 0',
  [0, -1, NaN, Infinity, '1'],
];
const nonNegative: [rule: string, values: unknown[]] = [
  'must be a finite number of at least 0',
  [-1, NaN, Infinity],
];
const portion: [rule: string, values: unknown[]] = [
  'must be a number from 0 to 1',
  [-0.1, 1.1, NaN, '1'],
];
const integer = (least: number): [rule: string, values: unknown[]] => [
  `must be an integer of at least ${least}`,
  [least - 1, 1.5, NaN, Infinity],
];
const oneOf = (...names: string[]): [rule: string, values: unknown[]] => [
  `must be one of ${names.join(', ')}`,
  ['other', 0, null],
];
const show = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : String(value);

const ownInput = { ownInput: oneOf('masked', 'exempt') };
const step = {
  learningRate: positive,
  simplex: oneOf('project', 'renormalise'),
};
const stop = { ...step, tolerance: nonNegative, maxSteps: integer(0) };
const search = {
  randomStarts: integer(0),
  tolerance: positive,
  maxSteps: integer(1),
  seed: integer(0),
};
const stream = createStream(0);

interface Options {
  readonly call: (options: object) => unknown;
  readonly rules: Record<string, [rule: string, values: unknown[]]>;
  /** All names in the order of the message, where it differs from that of `rules`. */
  readonly names?: string[];
}

const options: Record<string, Options> = {
  idealRank: {
    call: (given) => loose.idealRank(good, given),
    rules: { outputs: oneOf('unit', 'masked') },
  },
  sparsity: {
    call: (given) => loose.sparsity(good, given),
    rules: { definition: oneOf('ratio', 'fraction') },
  },
  inflate: {
    call: (given) => loose.inflate(good, { inflation: 1, ...given }),
    rules: { inflation: positive, norm: oneOf('l2', 'l1') },
  },
  descend: {
    call: (given) => loose.descend(good, given),
    rules: { ...stop, order: oneOf('simultaneous', 'sequential'), seed: integer(0) },
    names: [...Object.keys(stop), 'onStep', 'order', 'seed'],
  },
  coordinatedDescend: {
    call: (given) => loose.coordinatedDescend(good, given),
    rules: stop,
    names: [...Object.keys(stop), 'onStep'],
  },
  simulateInflation: {
    call: (given) => loose.simulateInflation(good, { inflation: 1, blocks: 1, ...given }),
    rules: { inflation: positive, norm: oneOf('l2', 'l1'), blocks: integer(0), ...step },
    names: ['inflation', 'norm', 'blocks', 'fixedWeights', ...Object.keys(step)],
  },
  adaptInflation: {
    call: (given) => loose.adaptInflation(good, { steps: 1, ...given }),
    rules: {
      ...step,
      alpha: positive,
      initialInflation: nonNegative,
      target: positive,
      gain: positive,
      sparsity: oneOf('ratio', 'fraction'),
      steps: integer(0),
    },
    names: [
      ...Object.keys(step),
      'alpha',
      'initialInflation',
      'target',
      'gain',
      'sparsity',
      'steps',
      'onStep',
    ],
  },
  bestResponse: { call: (given) => loose.bestResponse(good, 0, given), rules: search },
  nashGains: { call: (given) => loose.nashGains(good, given), rules: search },
  nashGap: { call: (given) => loose.nashGap(good, given), rules: search },
  nashConv: { call: (given) => loose.nashConv(good, given), rules: search },
  exploitability: { call: (given) => loose.exploitability(good, given), rules: search },
  regret: {
    call: (given) => loose.regret(good, given),
    rules: { ...step, steps: integer(1), checkpoints: integer(1), resolution: positive },
  },
  randomHessians: {
    call: (given) => loose.randomHessians(n, stream, given),
    rules: { ensemble: oneOf('uniform', 'gaussian', 'planted', 'diagonal') },
  },
  scaleInteraction: {
    call: (given) => loose.scaleInteraction(n, good.hessians, given),
    rules: { interaction: portion, keep: oneOf('sum', 'trace') },
  },
  randomMarket: {
    call: loose.randomMarket,
    rules: {
      peers: integer(1),
      seed: integer(0),
      temperature: positive,
      ratio: nonNegative,
      hessians: oneOf('uniform', 'gaussian', 'planted', 'diagonal'),
      interaction: portion,
      anchor: oneOf('open', 'initial', 'closed'),
      temperatureUnit: oneOf('absolute', 'meanBid'),
      ratioUnit: oneOf('absolute', 'meanBid'),
      ...ownInput,
    },
    names: [
      ...['peers', 'seed', 'temperature', 'ratio', 'stake', 'hessians', 'interaction', 'anchor'],
      ...['ownInput', 'temperatureUnit', 'ratioUnit'],
    ],
  },
};

describe('bad options', () => {
  for (const [where, { call, rules, names = Object.keys(rules) }] of Object.entries(options)) {
    const broken = Object.entries(rules).flatMap(([name, [rule, values]]) =>
      values.map((value): Refusal => ({
        what: `${name} = ${show(value)}`,
        call: () => call({ [name]: value }),
        rule: `${name} ${rule}`,
        value: show(value),
      })),
    );
    itRefuses(where, [
      ...broken,
      {
        what: 'a misspelt option',
        call: () => call({ lambda: 1 }),
        rule: `options must be among ${names.join(', ')}`,
        value: '"lambda"',
      },
    ]);
  }

  it('are listed for every function with options', () => {
    const required = ['bestResponse', 'nashGains', 'regret', ...Object.keys(readers)];
    const plain = [
      ...['rank', 'mask', 'anchorAtWeights', 'losses', 'payoff', 'payoffGradient'],
      'totalPayoffGradient',
    ];
    const without = required.filter((name) => !plain.includes(name) && !(name in options));
    assert.deepEqual(without, []);
  });
});

describe('bad arguments of other kinds', () => {
  itRefuses(
    'bestResponse',
    [-1, 3, 0.5, NaN].map((peer) => ({
      what: `peer ${peer} of 3`,
      call: () => loose.bestResponse(good, peer),
      rule: 'peer must be an integer from 0 to 2',
      value: String(peer),
    })),
  );

  for (const where of ['inflate', 'simulateInflation']) {
    itRefuses(where, [
      {
        what: 'a market where no peer holds stake',
        call: () =>
          loose[where](
            { ...good, stake: new Float64Array(n) },
            where === 'inflate' ? { inflation: 1 } : { inflation: 1, blocks: 1 },
          ),
        rule: 'stake must be above 0 for at least one peer',
        value: 'none',
      },
    ]);
  }

  for (const where of ['randomHessians', 'randomWeights']) {
    itRefuses(
      where,
      [0, -1, 1.5, NaN].map((peers) => ({
        what: `${peers} peers`,
        call: () => loose[where](peers, stream),
        rule: 'peers must be an integer of at least 1',
        value: String(peers),
      })),
    );
  }

  itRefuses('randomMarket', [
    {
      what: 'stake of another length',
      call: () => loose.randomMarket({ peers: 3, stake: new Float64Array(4) }),
      rule: 'stake must have shape [3]',
      value: '4 numbers',
    },
    {
      what: 'negative stake',
      call: () => loose.randomMarket({ peers: 2, stake: Float64Array.of(1, -1) }),
      rule: 'stake must not be negative',
      value: '-1 of peer 1',
    },
  ]);

  const rows = 'values must fill whole rows';
  itRefuses('toMatrix', [
    ...[4, 0, -1, 1.5, NaN].map((count) => ({
      what: `6 numbers in ${count} rows`,
      call: () => loose.toMatrix(new Float64Array(6), count),
      rule: rows,
      value: `6 numbers in ${count} rows`,
    })),
    {
      what: '5 numbers for a square',
      call: () => loose.toMatrix(new Float64Array(5)),
      rule: rows,
      value: `5 numbers in ${Math.sqrt(5)} rows`,
    },
    {
      what: 'a missing argument',
      call: () => loose.toMatrix(new Float64Array(0)),
      rule: rows,
      value: '0 numbers in 0 rows',
    },
  ]);
  itRefuses('fromMatrix', [
    {
      what: 'rows of different lengths',
      call: () => loose.fromMatrix([[1, 2], [3]]),
      rule: 'matrix must have rows of the same length',
      value: '2 in row 0 and 1 in row 1',
    },
  ]);
});
