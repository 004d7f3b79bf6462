import assert from 'node:assert/strict';
import {
  ablation,
  createNetwork,
  encoderPeer,
  evaluate,
  train,
  windowTexts,
  type EncoderOptions,
  type PeerFunction,
  type Rows,
} from '../../lib/network/index.js';
import { createStream } from '../../lib/math/index.js';
import { encodeText } from '../../lib/datasets/index.js';
import { densePeers, SMALL, teacherShards } from '../support/network.js';
import { itRefuses } from '../support/refusals.js';

const draw = createStream(4);
const matrix = (rows: number, columns: number): Rows => ({
  ...{ rows, columns },
  values: Float32Array.from({ length: rows * columns }, () => draw.normal()),
});
/** The features [x, x²] of rows. */
const squares = ({ rows, columns, values }: Rows): Rows => ({
  ...{ rows, columns: 2 * columns },
  values: Float32Array.from({ length: 2 * rows * columns }, (_, at) => {
    const [row, k] = [Math.floor(at / (2 * columns)), at % (2 * columns)];
    return values[row * columns + (k % columns)] ** (k < columns ? 1 : 2);
  }),
});
const options = (part: Partial<EncoderOptions> = {}): EncoderOptions => ({
  ...{ encode: squares, features: 6, width: 4, seed: 2 },
  ...part,
});

/** The projection P and offset p of a trained peer. */
const parametersOf = (peer: PeerFunction): Float32Array =>
  (peer.save?.().get('values') ?? new Float32Array()).slice();

describe('encoderPeer', () => {
  it('answers tanh(e(x) P + p), with P of variance 1/features', async () => {
    const peer = encoderPeer(options({ projection: 'trained' }));
    const x = matrix(5, 3);
    const [e, p] = [squares(x), parametersOf(peer)];
    const { values } = await peer.forward(x);
    for (let row = 0; row < 5; row++) {
      for (let w = 0; w < 4; w++) {
        let sum = p[6 * 4 + w];
        for (let k = 0; k < 6; k++) sum += e.values[row * 6 + k] * p[k * 4 + w];
        assert.ok(Math.abs(values[row * 4 + w] - Math.tanh(sum)) < 1e-6);
      }
    }
    const fixed = await encoderPeer(options({ projection: 'fixed' })).forward(x);
    assert.deepEqual(fixed.values, values);
    const other = await encoderPeer(options({ seed: 3 })).forward(x);
    assert.notDeepEqual(other.values, values);
    const wide = encoderPeer(options({ features: 4000, width: 50, projection: 'trained' }));
    const square = parametersOf(wide).reduce((sum, value) => sum + value ** 2, 0) / 50;
    assert.ok(Math.abs(square - 1) < 0.02, String(square));
  });

  it('accumulates the gradient of the projection, by central differences', async () => {
    const peer = encoderPeer(options({ projection: 'trained' }));
    const [x, gradient] = [matrix(7, 3), matrix(7, 4)];
    const loss = async (): Promise<number> => {
      const { values } = await peer.forward(x);
      return values.reduce((sum, value, at) => sum + value * gradient.values[at], 0);
    };
    await peer.accumulate?.(x, gradient);
    const state = peer.save?.() ?? new Map<string, Float32Array>();
    const found = (state.get('gradient') ?? new Float32Array()).slice();
    const step = 1 / 64;
    for (let at = 0; at < found.length; at++) {
      const ends: number[] = [];
      for (const move of [step, -step]) {
        const values = (state.get('values') ?? new Float32Array()).slice();
        values[at] += move;
        peer.restore?.(new Map([...state, ['values', values]]));
        ends.push(await loss());
      }
      const difference = (ends[0] - ends[1]) / (2 * step);
      assert.ok(Math.abs(difference - found[at]) < 3e-3 * (1 + Math.abs(found[at])), `${at}`);
    }
  });

  it('learns from the others where its projection is trained, and is of worth to them', async () => {
    const shards = teacherShards(3);
    const worth: number[] = [];
    for (const projection of ['fixed', 'trained'] as const) {
      const peer = encoderPeer(
        options({ encode: squares, features: 12, projection, learningRate: 0.02 }),
      );
      const network = await createNetwork({
        ...SMALL,
        peers: [...densePeers(2), { kind: 'function', peer }],
      });
      await train(network, { rounds: 60, jitter: 0 });
      const costs = await ablation(network, { data: shards[2] });
      worth.push(costs[2] + costs[3 + 2]);
      assert.ok((await evaluate(network, shards[2])).benchmark > 0);
    }
    assert.ok(worth[1] > worth[0] && worth[1] > 0.02, worth.join(' '));
  });

  it('trains as before after a state is saved and restored', async () => {
    const make = (): PeerFunction => encoderPeer(options({ projection: 'trained' }));
    const [x, gradient] = [matrix(3, 3), matrix(3, 4)];
    const advance = async (peer: PeerFunction): Promise<void> => {
      await peer.accumulate?.(x, gradient);
      assert.equal(await peer.step?.(), true);
    };
    const [whole, again] = [make(), make()];
    await advance(whole);
    again.restore?.(whole.save?.() ?? new Map<string, Float32Array>());
    await advance(whole);
    await advance(again);
    assert.deepEqual(again.save?.(), whole.save?.());
  });

  it('passes features through without a projection', async () => {
    const peer = encoderPeer(options({ projection: 'none', width: 6 }));
    const x = matrix(2, 3);
    assert.deepEqual(await peer.forward(x), squares(x));
    assert.equal(peer.accumulate, undefined);
  });

  itRefuses('encoderPeer', [
    {
      what: 'features that do not fit the width without a projection',
      call: () => encoderPeer(options({ projection: 'none' })),
      rule: 'features must be the width 4 where projection is none; take fixed or trained for others',
      value: '6',
    },
    {
      what: 'an encoder that is no function',
      call: () => encoderPeer(options({ encode: 3 as never })),
      rule: 'encode must be a function',
      value: '3',
    },
  ]);

  const answers: [string, unknown, RegExp][] = [
    [
      'NaN',
      { rows: 2, columns: 6, values: new Float32Array(12).fill(Number.NaN) },
      /got NaN at 0$/,
    ],
    [
      'another shape',
      matrix(2, 5),
      /encode must return \[2, 6\] finite numbers, got shape \[2, 5\]/,
    ],
    ['no rows', 'text', /got "text"$/],
  ];
  for (const [what, answer, message] of answers) {
    it(`refuses ${what} from the encoder`, async () => {
      const peer = encoderPeer(options({ encode: () => answer as Rows }));
      await assert.rejects(async () => peer.forward(matrix(2, 3)), { message });
    });
  }
});

describe('windowTexts', () => {
  it('decodes windows of codes to the folded text', () => {
    const texts = ['We, the ', 'people 1'];
    const values = Float32Array.from(texts.flatMap((text) => [...encodeText(text)]));
    assert.deepEqual(windowTexts({ rows: 2, columns: 8, values }), ['we, the ', 'people 0']);
  });

  itRefuses('windowTexts', [
    {
      what: 'numbers that are no codes',
      call: () => windowTexts({ rows: 1, columns: 2, values: Float32Array.of(1, 41) }),
      rule: 'x must be codes from 0 to 40',
      value: '41 at 1',
    },
  ]);
});
