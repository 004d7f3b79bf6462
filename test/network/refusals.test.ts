import assert from 'node:assert/strict';
import {
  ablation,
  createNetwork,
  evaluate,
  fisherSignificance,
  linearCosts,
  measureHessians,
  networkPayoffGradient,
  train,
  type Network,
  type PeerSpec,
} from '../../lib/network/index.js';
import { type Dataset } from '../../lib/datasets/index.js';
import { randomMarket } from '../../lib/market/index.js';
import { itRejects, itRefuses } from '../support/refusals.js';
import { densePeers, smallNetwork, teacherShards } from '../support/network.js';

const [DATA, OTHER] = teacherShards(2, 8);
const dense = (data: Dataset): PeerSpec => ({ kind: 'dense', data });
const HALF = 0.5;

/** An invalid value for options that are integers, positive numbers or shares. */
const least = (name: string, from: number): string =>
  `${name} must be an integer of at least ${from}`;

describe('createNetwork', () => {
  const peers = densePeers(2);
  const make = (options: object) => (): unknown => createNetwork({ peers, ...options });
  itRejects('createNetwork', [
    ...['width', 'context', 'hidden'].flatMap((name) =>
      [0, HALF].map((value) => ({
        what: `${name} ${value}`,
        call: make({ [name]: value }),
        rule: least(name, 1),
        value: String(value),
      })),
    ),
    ...['learningRate', 'distillationTemperature'].flatMap((name) =>
      [0, Number.NaN].map((value) => ({
        what: `${name} ${value}`,
        call: make({ [name]: value }),
        rule: `${name} must be a finite number above 0`,
        value: String(value),
      })),
    ),
    { what: 'seed -1', call: make({ seed: -1 }), rule: least('seed', 0), value: '-1' },
    {
      what: 'precision double',
      call: make({ precision: 'double' as never }),
      rule: 'precision must be one of portable, fused',
      value: '"double"',
    },
    {
      what: 'an unknown option',
      call: make({ depth: 3 }),
      rule: 'options must be among peers, gate, width, context, hidden, learningRate, distillationTemperature, standIns, precision, seed',
      value: '"depth"',
    },
    {
      what: 'peers that are no list',
      call: make({ peers: 3 }),
      rule: 'peers must be a list of peers',
      value: '3',
    },
    {
      what: 'no peers',
      call: make({ peers: [] }),
      rule: 'peers must include at least one with data',
      value: 'Array of length 0',
    },
    {
      what: 'peers none of which has data',
      call: make({ peers: [{ kind: 'projection' }] }),
      rule: 'peers must include at least one with data',
      value: 'Array of length 1',
    },
    ...[undefined, null, {}, { kind: 'sparse' }].map((peer) => ({
      what: `a peer that is ${JSON.stringify(peer)}`,
      call: make({ peers: [...peers, peer] }),
      rule: 'kind of a peer must be one of dense, projection, model, function',
      value: `${peer && 'kind' in peer ? '"sparse"' : 'undefined'} of peer 2`,
    })),
    {
      what: 'an unknown field of a peer',
      call: make({ peers: [{ ...dense(DATA), hiden: 3 }] }),
      rule: 'a dense peer must have kind, data, hidden alone',
      value: '"hiden" of peer 0',
    },
    {
      what: 'no hidden units of a peer',
      call: make({ peers: [dense(DATA), { ...dense(OTHER), hidden: 0 }] }),
      rule: least('hidden of peer 1', 1),
      value: '0',
    },
    {
      what: 'a dense peer without data',
      call: make({ peers: [{ kind: 'dense' }] }),
      rule: 'dataset must be a data set',
      value: 'undefined',
    },
    {
      what: 'data of no rows',
      call: make({
        peers: [dense({ ...DATA, rows: 0, x: new Float32Array(0), y: new Int32Array(0) })],
      }),
      rule: least('rows of the data of peer 0', 1),
      value: '0',
    },
    ...[Number.NaN, -Infinity].map((value) => ({
      what: `data with ${value}`,
      call: make({ peers: [dense({ ...DATA, x: DATA.x.with(8, value) })] }),
      rule: 'dataset.x must be finite',
      value: `${value} in row 1, column 2`,
    })),
    {
      what: 'a label of no class',
      call: make({ peers: [dense({ ...DATA, y: DATA.y.map(() => 3) })] }),
      rule: 'dataset.y must be from 0 to 2',
      value: '3 in row 0',
    },
    {
      what: 'data of other classes',
      call: make({ peers: [dense(DATA), dense({ ...OTHER, classes: 4 })] }),
      rule: 'data of all peers must have 6 inputs, 3 classes and one encoding',
      value: '6 and 4 of peer 1',
    },
    {
      what: 'data of another encoding',
      call: make({
        peers: [dense(DATA), dense({ ...OTHER, encoding: { kind: 'codes', symbols: 5 } })],
      }),
      rule: 'data of all peers must have 6 inputs, 3 classes and one encoding',
      value: '6 and 3 of peer 1',
    },
    {
      what: 'a function peer without a function',
      call: make({ peers: [...peers, { kind: 'function' }] }),
      rule: 'forward of peer 2 must be a function',
      value: 'undefined',
    },
    {
      what: 'a function peer whose accumulate is not a function',
      call: make({
        peers: [...peers, { kind: 'function', peer: { forward: () => DATA, accumulate: true } }],
      }),
      rule: 'accumulate of peer 2 must be a function',
      value: 'true',
    },
  ]);
});

describe('a network of two peers', () => {
  let network: Network;
  let state: ReturnType<Network['save']>;
  before(async () => {
    network = await smallNetwork({ peers: densePeers(2) });
    state = network.save();
  });

  const maskRefusals = (call: (options: object) => unknown) => [
    {
      what: 'a mask of another shape',
      call: () => call({ mask: new Float64Array(3) }),
      rule: 'mask must have shape [2, 2]',
      value: '3 numbers',
    },
    {
      what: 'a mask that is a list',
      call: () => call({ mask: [1, 1, 1, 1] }),
      rule: 'mask must be a Float64Array of shape [2, 2]',
      value: 'Array of length 4',
    },
    {
      what: 'a mask above 1',
      call: () => call({ mask: Float64Array.of(1, 1, 1.5, 1) }),
      rule: 'mask must lie in [0, 1]',
      value: '1.5 from peer 0 to peer 1',
    },
    {
      what: 'a mask below 0',
      call: () => call({ mask: Float64Array.of(1, -1, 1, 1) }),
      rule: 'mask must lie in [0, 1]',
      value: '-1 from peer 1 to peer 0',
    },
    {
      what: 'a mask that is not a number',
      call: () => call({ mask: Float64Array.of(1, 1, 1, Number.NaN) }),
      rule: 'mask must be finite',
      value: 'NaN at 3',
    },
  ];
  const dataRefusals = (call: (data: Dataset) => unknown) => [
    {
      what: 'data of no rows',
      call: () => call({ ...DATA, rows: 0, x: new Float32Array(0), y: new Int32Array(0) }),
      rule: 'data must have rows of 6 inputs and 3 classes',
      value: '0 rows of 6 and 3',
    },
    {
      what: 'data of other classes',
      call: () => call({ ...DATA, classes: 4 }),
      rule: 'data must have rows of 6 inputs and 3 classes',
      value: '8 rows of 6 and 4',
    },
    {
      what: 'data whose numbers do not match their shape',
      call: () => call({ ...DATA, rows: 7 }),
      rule: 'dataset.x must be a Float32Array of shape [7, 6]',
      value: 'Float32Array of length 48',
    },
  ];

  describe('in training', () => {
    const go = (options: object): unknown => train(network, { rounds: 1, ...options });
    const one = (name: string, value: unknown, rule: string, shown: string) => ({
      what: `${name} ${shown}`,
      call: () => go({ [name]: value }),
      rule,
      value: shown,
    });
    itRejects('train', [
      {
        what: 'no rounds',
        call: () => train(network, {} as never),
        rule: least('rounds', 0),
        value: 'undefined',
      },
      one('rounds', -1, least('rounds', 0), '-1'),
      one('batch', 0, least('batch', 1), '0'),
      one('segment', 0.5, least('segment', 1), '0.5'),
      one('threads', 0, 'threads must be an integer from 1 to 64', '0'),
      one('timeout', 0, 'timeout must be a finite number above 0', '0'),
      one('timeout', Infinity, 'timeout must be a finite number above 0', 'Infinity'),
      one('settleWithin', 0, 'settleWithin must be an integer from 1 to 2147483647', '0'),
      one(
        'settleWithin',
        Infinity,
        'settleWithin must be an integer from 1 to 2147483647',
        'Infinity',
      ),
      one('jitter', -0.1, 'jitter must be a finite number of at least 0', '-0.1'),
      one('jitter', 1.1, 'jitter must be at most 1', '1.1'),
      one('latency', -1, 'latency must be a finite number of at least 0', '-1'),
      one('latency', 'slow', 'latency must be a finite number of at least 0', '"slow"'),
      {
        what: 'a link with a negative latency',
        call: () =>
          go({ latency: (from: number, to: number) => (from === 1 && to === 0 ? -2 : 0) }),
        rule: 'latency from peer 1 to peer 0 must be a finite number of at least 0',
        value: '-2',
      },
      one('faults', { kind: 'lost' }, 'faults must be a function', '{"kind":"lost"}'),
      one('onProgress', true, 'onProgress must be a function', 'true'),
      one('transport', {}, 'transport must be a function', '{}'),
      one('checkpoint', '', 'checkpoint must be a path', '""'),
      one('checkpoint', 7, 'checkpoint must be a path', '7'),
      one('signal', {}, 'signal must be an AbortSignal', '{}'),
      {
        what: 'an unknown option',
        call: () => go({ epochs: 3 }),
        rule: 'options must be among batch, jitter, latency, timeout, segment, settleWithin, rounds, mask, faults, checkpoint, signal, onProgress, transport, threads',
        value: '"epochs"',
      },
      ...maskRefusals(go),
    ]);
  });

  describe('in evaluation', () => {
    const go = (options: object): unknown => evaluate(network, DATA, options);
    itRejects('evaluate', [
      ...maskRefusals(go),
      ...dataRefusals((data) => evaluate(network, data)),
      {
        what: 'an unknown context',
        call: () => go({ context: 'teacher' }),
        rule: 'context must be one of network, student',
        value: '"teacher"',
      },
      {
        what: 'an unknown option',
        call: () => go({ rows: 3 }),
        rule: 'options must be among mask, context, peers, offline, missing',
        value: '"rows"',
      },
    ]);
  });

  for (const [name, measure] of Object.entries({
    fisherSignificance,
    measureHessians,
    ablation,
    linearCosts,
  })) {
    const fisher = name === 'fisherSignificance' || name === 'measureHessians';
    describe(`in ${name}`, () => {
      const go = (options: object): unknown => measure(network, options);
      itRejects(name, [
        ...maskRefusals(go),
        ...dataRefusals((data) => go({ data })),
        { what: 'no rows', call: () => go({ rows: 0 }), rule: least('rows', 1), value: '0' },
        {
          what: 'an unknown option',
          call: () => go({ sample: 3 }),
          rule: `options must be among data, rows, mask${fisher ? ', method, samples, seed' : ''}`,
          value: fisher ? '"sample"; did you mean samples?' : '"sample"',
        },
        ...(fisher
          ? [
              {
                what: 'an unknown method',
                call: () => go({ method: 'guess' }),
                rule: 'method must be one of exact, monteCarlo, empirical',
                value: '"guess"',
              },
              {
                what: 'no samples',
                call: () => go({ samples: 0 }),
                rule: least('samples', 1),
                value: '0',
              },
              {
                what: 'a fractional seed',
                call: () => go({ seed: HALF }),
                rule: least('seed', 0),
                value: '0.5',
              },
            ]
          : []),
      ]);
    });
  }

  itRefuses('cohortOf', [
    {
      what: 'an index beyond the last peer',
      call: () => network.cohortOf(2),
      rule: 'peer must be an integer from 0 to 1',
      value: '2',
    },
  ]);

  after(() => {
    assert.deepEqual(network.save(), state, 'a refused call must not change the network');
  });
});

describe('restore', () => {
  const cases: Record<string, { change: (values: Float32Array) => Float32Array; message: RegExp }> =
    {
      'an array that is too short': {
        change: (values) => values.slice(1),
        message: /^restore: parts\[0\] must hold \d+ numbers in \w+, got \d+$/,
      },
      'NaN in an array': {
        change: (values) => values.map(() => NaN),
        message: /^restore: parts\[0\] must hold finite numbers, got NaN at 0 of \w+$/,
      },
    };
  for (const [what, { change, message }] of Object.entries(cases)) {
    it(`refuses ${what}, and leaves the network as it is`, async () => {
      const network = await smallNetwork();
      const before = network.save();
      const [first, ...rest] = before.parts;
      const entries = [...first];
      const [name, values] = entries[entries.length - 1];
      const damaged = new Map([...entries, [name, change(values)]]);
      assert.throws(
        () => {
          network.restore({ round: 7, parts: [damaged, ...rest] });
        },
        { name: 'InvalidArgumentError', message },
      );
      assert.deepEqual(network.save(), before);
    });
  }
});

describe('a batch that memory cannot hold', () => {
  it('is refused before work', async () => {
    const network = await smallNetwork();
    await assert.rejects(train(network, { rounds: 1, batch: 1e12 }), {
      message: /^train: batches of 1000000000000 rows must fit into the available memory, /,
    });
  });
});

describe('networkPayoffGradient', () => {
  it('refuses stake whose gradient overflows', async () => {
    const network = await smallNetwork({ peers: densePeers(2) });
    const allocation = {
      ...randomMarket({ peers: 2 }),
      stake: Float64Array.of(1, Number.MAX_VALUE),
    };
    await assert.rejects(
      networkPayoffGradient(network, allocation),
      /^InvalidArgumentError: networkPayoffGradient: market must keep every number .* finite/,
    );
  });
});
