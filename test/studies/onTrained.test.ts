import assert from 'node:assert/strict';
import { figure4, plot, scaling, type AnyResult } from '../../lib/studies/index.js';
import { loadTrainedHessians } from '../../lib/datasets/index.js';
import { sampleMarket, MARKET } from '../../lib/studies/market/parameters.js';
import { defaultsOf } from '../../lib/parameters/index.js';
import { scaleHessians } from '../../lib/studies/market/trainedHessians.js';
import { differences } from '../../lib/plot/caption.js';
import { itRefuses } from '../support/refusals.js';
import { columnsOf } from '../support/compare.js';

const SAYS =
  'the Hessians are measured on trained networks, scaled so that masking every input costs 1';

const FEW = { networks: 2, peers: 8 };

/** The texts of a figure, lines joined. */
function textOf(result: AnyResult): string {
  return JSON.stringify(plot(result).layout).replaceAll('<br>', ' ');
}

describe('hessians: trained', () => {
  const drawn = (network: number): Float64Array =>
    sampleMarket({ ...defaultsOf(MARKET), peers: 8, hessians: 'trained' }, network).hessians;

  it('uses the networks of the file, each H_i scaled so that 1ᵀH_i1 = 1', () => {
    const { peers: n, networks } = loadTrainedHessians();
    for (const [network, values] of networks.entries()) {
      const found = drawn(network);
      for (let i = 0; i < n; i++) {
        const own = Array.from(found.slice(i * n * n, (i + 1) * n * n));
        const total = own.reduce((sum, value) => sum + value, 0);
        assert.ok(Math.abs(total - 1) < 1e-12, `${total}`);
        // One positive factor for all of H_i.
        const factor = own[0] / values[i * n * n];
        assert.ok(factor > 0);
        for (const [at, value] of own.entries()) {
          assert.ok(Math.abs(value - factor * values[i * n * n + at]) < 1e-12 * factor);
        }
      }
    }
  });

  it('samples weights, stake and the rest as without them', () => {
    const parameters = { ...defaultsOf(MARKET), peers: 8, stake: [1, 2, 3, 4, 5, 6, 7, 8] };
    const { hessians, ...rest } = sampleMarket({ ...parameters, hessians: 'trained' }, 2);
    const { hessians: simulated, ...other } = sampleMarket(parameters, 2);
    assert.deepEqual(rest, other);
    assert.notDeepEqual(hessians, simulated);
  });

  it('has its off-diagonal part scaled by interaction, and 1ᵀH_i1 = 1 again', () => {
    const without = { ...defaultsOf(MARKET), peers: 8, interaction: 0 };
    const { hessians } = sampleMarket({ ...without, hessians: 'trained' }, 0);
    for (let i = 0; i < 8; i++) {
      const own = hessians.subarray(i * 64, (i + 1) * 64);
      assert.ok(own.every((value, at) => at % 9 === 0 || value === 0));
      assert.ok(Math.abs(own.reduce((sum, value) => sum + value, 0) - 1) < 1e-12);
    }
    const measured = [Array.from(drawn(0), (value) => 3 * value)];
    const given = { ...without, hessians: 'measured', measured } as const;
    const kept = sampleMarket(given, 0).hessians;
    for (const [at, value] of kept.entries()) {
      const expected = Math.floor(at / 8) % 8 === at % 8 ? measured[0][at] : 0;
      assert.ok(value === expected, `${value} at ${at}`);
    }
  });

  it('returns a new market at every call', () => {
    drawn(0).fill(0);
    assert.notEqual(drawn(0)[0], 0);
  });

  it('scaling is figure 4 at 8 peers, and other numbers are refused', async () => {
    const few = { networks: 2, temperatures: [1], ratios: [10] };
    const trained = await scaling({ ...few, hessians: 'trained', peers: [8] });
    // The Nash gap is in mean ranks here, and in units of payoff in figure 4.
    const [{ nashGap: _, nashGapLow: __, nashGapHigh: ___, ...row }] = trained.tables.summary;
    const { tables } = await figure4({
      ...FEW,
      ratios: [10],
      solver: 'fast',
      hessians: 'trained',
    });
    const expected = { unit: 'absolute', peers: 8, temperature: 1, ...tables.summary[0] };
    assert.deepEqual(row, columnsOf(expected, row));
    assert.ok(textOf(trained).includes(SAYS));
    await assert.rejects(scaling({ ...few, hessians: 'trained', peers: [8, 16] }), {
      message: 'scaling: peers must be 8 where hessians is trained, got 16',
    });
  });

  it('excludes measured Hessians', async () => {
    await assert.rejects(figure4({ ...FEW, hessians: 'trained', measured: [[1]] }), {
      message: "figure4: hessians must be 'measured' where measured ones are given, got 'trained'",
    });
  });

  it('is distinguished from sampled and given ones in captions', () => {
    const said = (hessians: 'trained' | 'measured' | 'uniform'): string =>
      differences({ anchor: 'open', hessians });
    assert.match(said('trained'), new RegExp(`${SAYS}\\.$`));
    assert.match(said('measured'), /the Hessians are measured ones\.$/);
    assert.match(said('uniform'), /the paper does not say how its Hessians were sampled\.$/);
  });

  it('scaleHessians divides each H_i by its 1ᵀH_i1', () => {
    const scaled = scaleHessians('here', 2, [1, 0, 0, 3, 2, -1, -1, 2]);
    assert.deepEqual(Array.from(scaled), [0.25, 0, 0, 0.75, 1, -0.5, -0.5, 1]);
  });

  const rule = 'hessians must cost every peer something where all its inputs are masked';
  itRefuses('here', [
    {
      what: 'a peer whose H_i is zero',
      call: () => scaleHessians('here', 2, [1, 0, 0, 1, 0, 0, 0, 0]),
      rule,
      value: '0 for peer 1',
    },
    {
      what: 'a peer with no cost of masking every input',
      call: () => scaleHessians('here', 2, [1, -1, -1, 1, 1, 0, 0, 1]),
      rule,
      value: '0 for peer 0',
    },
  ]);
});
