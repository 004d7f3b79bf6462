import assert from 'node:assert/strict';
import {
  connectionBoundary,
  payoffGradient,
  solveEquilibrium,
  type Market,
} from '../../lib/market/index.js';
import { figure4, phaseDiagram } from '../../lib/studies/index.js';

describe('connectionBoundary', () => {
  it('is where the slope towards another input meets that of the own rank, for 4,000 like peers at W = I', () => {
    for (const temperature of [1, 4.8, 20]) {
      const slopes = (ratio: number): number => {
        // A row of H = 11ᵀ/n² at W = I, by (15): masks of the others, and the open own mask.
        const n = 4000;
        const closed = 1 / (1 + Math.exp(1 / temperature));
        const own = 1 / (1 + Math.exp(-(n - 1) / temperature));
        const product = ((n - 1) * (closed - 1) + (own - 1)) / n;
        const loss = (m: number): number =>
          -((2 * ratio) / temperature) * (1 - 1 / n) * product * m * (1 - m);
        return loss(closed) - (1 + loss(own));
      };
      const boundary = connectionBoundary(temperature);
      assert.ok(slopes(0.998 * boundary) < 0 && slopes(1.002 * boundary) > 0, `${temperature}`);
    }
  });

  it('is the least ratio at which a market of 24 like peers leaves W = I, to a tenth', () => {
    const n = 24;
    const temperature = 3;
    const market = (ratio: number): Market => ({
      peers: n,
      weights: Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0)),
      stake: new Float64Array(n).fill(2),
      hessians: new Float64Array(n ** 3).fill(1 / n ** 2),
      temperature: (2 * temperature) / n,
      ratio: (2 * ratio) / n,
    });
    const leaves = (ratio: number): boolean => {
      const gradient = payoffGradient(market(ratio));
      return gradient[1] > gradient[0];
    };
    const boundary = connectionBoundary(temperature);
    assert.equal(leaves(0.9 * boundary), false);
    assert.equal(leaves(1.1 * boundary), true);
    assert.equal(solveEquilibrium(market(0.9 * boundary)).steps, 0);
  });

  it('is about 4θ in a hot market and refuses a temperature of 0', () => {
    assert.ok(Math.abs(connectionBoundary(1e4) / 4e4 - 1) < 1e-3);
    assert.throws(() => connectionBoundary(0), {
      message: 'connectionBoundary: temperature must be a finite number above 0, got 0',
    });
  });
});

describe('phaseDiagram', () => {
  const shared = { networks: 3, stake: 2 };

  it('is figure 4 in mean bids, with Nash gaps in mean ranks', async () => {
    const { tables } = await phaseDiagram({
      ...{ ...shared, peers: [4, 6], temperatures: [2, 8], ratios: [100], starts: 1 },
      gapNetworks: 3,
    });
    assert.deepEqual(
      tables.summary.map(({ peers, temperature }) => [peers, temperature]),
      [
        [4, 2],
        [4, 8],
        [6, 2],
        [6, 8],
      ],
    );
    for (const { peers, temperature, kept, ideal, shapley, gap, equilibria } of tables.summary) {
      const single = await figure4({
        ...{ ...shared, peers, temperature, temperatureUnit: 'meanBid', solver: 'fast' },
        ...{ ratios: [100], ratioUnit: 'meanBid' },
      });
      const [row] = single.tables.summary;
      assert.deepEqual([kept, ideal, shapley], [row.diagonal, row.pearsonMean, row.shapleyMean]);
      assert.ok(Math.abs((gap ?? -1) - row.nashGap / (2 / peers)) < 1e-12);
      assert.equal(equilibria, 1);
    }
  });

  it('peers connect above the boundary alone; a cold market has several equilibria and a hot one has one', async () => {
    const { tables } = await phaseDiagram({
      ...{ networks: 4, peers: [10], temperatures: [1, 20], ratios: [25, 50, 400], starts: 3 },
      gapNetworks: 1,
    });
    const at = (temperature: number, ratio: number) => {
      const row = tables.summary.find(
        (one) => one.temperature === temperature && one.ratio === ratio,
      );
      assert.ok(row?.kept && row.equilibria);
      return row;
    };
    const boundary = connectionBoundary(20);
    assert.ok(boundary > 50 && boundary < 400 / 3, `${boundary}`);
    for (const ratio of [25, 50]) assert.ok((at(20, ratio).kept ?? 0) > 0.999);
    assert.ok((at(20, 400).kept ?? 1) < 0.7);
    assert.equal(at(20, 400).equilibria, 1);
    assert.ok((at(1, 400).equilibria ?? 0) > 1.5);
    assert.deepEqual([at(20, 25).ranked, at(20, 25).ideal], [0, null]);
  });

  it('refuses an empty list and stake of 0', async () => {
    await assert.rejects(
      phaseDiagram({ temperatures: [] }),
      /phaseDiagram: temperatures must be a list of at least one number/,
    );
    await assert.rejects(phaseDiagram({ stake: 0 }), {
      message: 'phaseDiagram: stake must be above 0 where the mean bid is a unit, got 0',
    });
  });
});
