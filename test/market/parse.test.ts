import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import {
  descend,
  lossGradient,
  losses,
  market,
  mask,
  nashGap,
  payoff,
  randomMarket,
  rank,
  toMatrix,
  type Market,
  type MarketFields,
} from '../../lib/market/index.js';
import { checkHessians } from '../../lib/market/market.js';
import { isParsed } from '../../lib/market/trust.js';
import { assertClose } from '../support/compare.js';
import { markets, seeded } from '../support/markets.js';
import { itRefuses } from '../support/refusals.js';

const nested = (values: ArrayLike<number>, columns: number): number[][] =>
  Array.from({ length: values.length / columns }, (_, row) =>
    Array.from({ length: columns }, (_, column) => values[row * columns + column]),
  );

/** The same market in every accepted form. */
function forms({ peers: n, weights, stake, hessians, ...rest }: Market): MarketFields[] {
  const cube = Array.from({ length: n }, (_, i) => hessians.slice(i * n * n, (i + 1) * n * n));
  return [
    { weights, stake, hessians },
    { weights: Array.from(weights), stake: Array.from(stake), hessians: Array.from(hessians) },
    {
      weights: nested(weights, n),
      stake: Array.from(stake),
      hessians: cube.map((one) => nested(one, n)),
    },
    { weights: toMatrix(weights), stake, hessians: cube.map((one) => toMatrix(one)) },
    { weights: nested(weights, n).map((row) => Float64Array.from(row)), stake, hessians: cube },
  ].map((fields) => ({ ...rest, ...fields }));
}

describe('market()', () => {
  it('gives the same market and the same results for every form of its fields', () => {
    fc.assert(
      fc.property(markets(), ({ market: given }) => {
        for (const fields of forms(given)) {
          const parsed = market(fields);
          for (const name of ['weights', 'stake', 'hessians'] as const) {
            assert.deepEqual(parsed[name], given[name]);
          }
          assert.equal(parsed.peers, given.peers);
          assert.deepEqual(losses(parsed), losses(given));
          assert.deepEqual(mask(parsed), mask(given));
        }
      }),
      seeded(40),
    );
  });

  it('is frozen, holds copies, and is not checked again', () => {
    const weights = [
      [0.5, 0.5],
      [0.25, 0.75],
    ];
    const parsed = market({ weights, hessians: [Matrix.eye(2), Matrix.eye(2)] });
    weights[0][0] = 9;
    assert.equal(parsed.weights[0], 0.5);
    assert.ok(Object.isFrozen(parsed) && isParsed(parsed));
    assert.deepEqual([parsed.temperature, parsed.ratio], [1, 25]);
    assert.deepEqual(parsed.stake, Float64Array.of(1, 1));
    assert.ok(isParsed(randomMarket({ peers: 3 })));
  });

  it('accepts Float32Array and other typed arrays', () => {
    const parsed = market({
      weights: Float32Array.of(1, 0, 0, 1),
      hessians: Int8Array.of(1, 0, 0, 1, 2, 0, 0, 2),
      stake: Uint16Array.of(3, 4),
    });
    assert.deepEqual(parsed.hessians, Float64Array.of(1, 0, 0, 1, 2, 0, 0, 2));
    assert.deepEqual(rank(parsed), Float64Array.of(1.5, 2));
  });

  it('has only its weights checked where a spread replaces them', () => {
    const parsed = randomMarket({ peers: 3, seed: 2 });
    const broken = { ...parsed, weights: Float64Array.of(1, 1, 0, 0, 1, 0, 0, 0, 1) };
    assert.throws(() => losses(broken), /losses: weights must have rows that sum to 1/);
    const { weights } = descend(parsed, { maxSteps: 3 });
    assert.ok(nashGap({ ...parsed, weights }) >= 0);
  });

  it('checks a caller’s arrays at every call', () => {
    const given = { ...randomMarket({ peers: 2, seed: 1 }) };
    const hessians = given.hessians.slice();
    losses({ ...given, hessians });
    hessians[1] = 5;
    assert.throws(() => losses({ ...given, hessians }), /losses: hessians must be symmetric/);
    assert.throws(() => {
      checkHessians('here', 2, hessians);
    }, /here: hessians must be symmetric/);
  });

  it('anchors at the first mask on request', () => {
    const { weights, hessians } = randomMarket({ peers: 4, seed: 5 });
    const parsed = market({ weights, hessians, anchor: 'initial', ownInput: 'exempt' });
    assert.deepEqual(parsed.anchor, mask(parsed));
    assert.deepEqual(losses(parsed), new Float64Array(4));
  });

  it('is closed on request: the utility is +mᵀHm, and the sign can be set apart from the anchor', () => {
    const { weights, hessians } = randomMarket({ peers: 4, seed: 5 });
    const closed = market({ weights, hessians, anchor: 'closed', ratio: 3 });
    assert.equal(closed.form, 'gain');
    assert.deepEqual(closed.anchor, new Float64Array(16));
    const [m, ranks] = [mask(closed), rank(closed)];
    const expected = Float64Array.from(ranks, (own, i) => {
      let gain = 0;
      for (let j = 0; j < 4; j++) {
        for (let k = 0; k < 4; k++)
          gain += m[i * 4 + j] * hessians[(i * 4 + j) * 4 + k] * m[i * 4 + k];
      }
      return own + 3 * gain;
    });
    assertClose(payoff(closed), expected, 1e-14);
    const open = market({ weights, hessians, ratio: 3 });
    const seeking = market({ weights, hessians, ratio: 3, form: 'gain' });
    assertClose(
      losses(seeking),
      losses(open).map((loss) => -loss),
      1e-15,
    );
    assertClose(
      lossGradient(seeking),
      lossGradient(open).map((slope) => -slope),
      1e-15,
    );
  });

  const good = { weights: [[1]], hessians: [[[1]]] };
  const call = (change: object) => () => market({ ...good, ...change });
  itRefuses('market', [
    {
      what: 'a form of another name',
      call: call({ form: 'cost' }),
      rule: 'form must be one of loss, gain',
      value: '"cost"',
    },
    {
      what: 'a ragged matrix',
      call: call({ weights: [[1, 0], [1]] }),
      rule: 'weights must have rows of the same length',
      value: '2 in row 0 and 1 in row 1',
    },
    {
      what: 'weights that are no matrix',
      call: call({ weights: 'half' }),
      rule: 'weights must be numbers, rows of numbers or a matrix',
      value: '"half"',
    },
    {
      what: 'no Hessians',
      call: call({ hessians: undefined }),
      rule: 'hessians must be numbers, or a matrix for each peer',
      value: 'undefined',
    },
    {
      what: 'a weight that is no number',
      call: call({ weights: [[NaN]] }),
      rule: 'weights must be finite',
      value: 'NaN at 0',
    },
    {
      what: 'a negative weight',
      call: call({ weights: [2, -1, 0, 1] }),
      rule: 'weights must not be negative',
      value: '-1 from peer 0 to peer 1',
    },
    {
      what: 'Hessians of other peers',
      call: call({ hessians: [1, 2] }),
      rule: 'hessians must have shape [1, 1, 1]',
      value: '2 numbers',
    },
    {
      what: 'stake of other peers',
      call: call({ stake: [1, 2] }),
      rule: 'stake must have shape [1]',
      value: '2 numbers',
    },
    {
      what: 'an unknown field',
      call: call({ anker: 'open' }),
      rule: 'options must be among peers, weights, hessians, stake, temperature, ratio, anchor, form, ownInput',
      value: '"anker"',
    },
    {
      what: 'an unknown own input',
      call: call({ ownInput: 'open' }),
      rule: 'ownInput must be one of masked, exempt',
      value: '"open"',
    },
    {
      what: 'an anchor of another shape',
      call: call({ anchor: [1, 1] }),
      rule: 'anchor must have shape [1, 1]',
      value: '2 numbers',
    },
  ]);
});
