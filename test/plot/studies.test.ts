import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';
import {
  anarchy,
  attacks,
  bandwidth,
  benchmarkStudy,
  choices,
  detection,
  distillation,
  plot,
  figure4,
  figure5,
  gating,
  liveMarket,
  mechanisms,
  regretStudy,
  invariance,
  scaling,
  significanceStudy,
  sybils,
  type AnyResult,
} from '../../lib/studies/index.js';
import { titleOf } from '../../lib/plot/figure.js';
import { toSvg, type Figure } from '../../lib/plot/index.js';

const FEW = { networks: 2, peers: 3, resamples: 20 };
const STUDIES: Record<AnyResult['study'], () => Promise<AnyResult>> = {
  figure4: () => figure4({ ...FEW, maxSteps: 100 }),
  figure5: () => figure5({ ...FEW, steps: 100, samples: 20 }),
  scaling: () =>
    scaling({ networks: 2, resamples: 20, peers: [2, 3], temperatures: [0.5, 1], maxSteps: 100 }),
  choices: () => choices({ ...FEW, maxSteps: 50 }),
  regret: () => regretStudy({ ...FEW, steps: 50, checkpoints: 4 }),
  anarchy: () => anarchy({ ...FEW, starts: 2, maxSteps: 50 }),
  attacks: () =>
    attacks({
      ...FEW,
      attackers: 2,
      blocks: 20,
      checkpoints: 3,
      shares: [0.2, 0.5],
      ratios: [1, 25],
    }),
  sybils: () => sybils({ ...FEW, identities: [0, 2], maxSteps: 50 }),
  invariance: () => invariance({ ...FEW, steps: 20, factors: [2], newcomers: [1] }),
  mechanisms: () => mechanisms({ ...FEW, attackers: 2, blocks: 20, checkpoints: 3 }),
  detection: () => detection({ ...FEW, attackers: 1, blocks: 20, batches: [3, 30] }),
  benchmark: () => benchmarkStudy({ ...FEW, rounds: 4, every: 2, width: 4, hidden: 4 }),
  significance: () =>
    significanceStudy({ ...FEW, rounds: 4, width: 4, hidden: [2, 4, 4], rows: 20 }),
  bandwidth: () => bandwidth({ ...FEW, rounds: 3, width: 4, hidden: 4, ks: [1, 3] }),
  gating: () =>
    gating({ ...FEW, rounds: 3, width: 4, hidden: 4, k: 2, balances: [0, 0.1], rows: 20 }),
  distillation: () => distillation({ ...FEW, rounds: 3, width: 4, hidden: 4, offline: [0, 2] }),
  liveMarket: () =>
    liveMarket({ ...FEW, blocks: 3, roundsABlock: 2, width: 4, hidden: 4, rows: 20 }),
};

for (const [study, run] of Object.entries(STUDIES)) {
  describe(`the figure of ${study}`, () => {
    let result: AnyResult;
    let figure: Figure;
    before(async () => {
      result = await run();
      figure = plot(result);
    });

    it('is plain data, the same from the result read back from JSON', () => {
      assert.deepEqual(
        JSON.parse(JSON.stringify(figure)),
        JSON.parse(JSON.stringify(plot(JSON.parse(JSON.stringify(result)) as AnyResult))),
      );
    });

    it('names what every panel shows, and says seed, parameters and what differs from the paper', () => {
      const { caption = '' } = figure.composition ?? {};
      assert.match(caption, /seed 7/);
      assert.match(caption, /λ = 0\.005|η = 0\.002/);
      assert.match(caption, /95 % bootstrap/);
      assert.match(caption, /[Tt]he paper/);
      assert.match(caption, /bittensor-workbench \d/);
      for (const { x, y } of (figure.outline?.rows ?? []).flat()) {
        assert.notEqual(x.label, '');
        assert.ok(y.label !== '' || y.labels.length > 0);
      }
    });

    it('is well-formed SVG with its texts, the same bytes each time', async () => {
      const svg = await toSvg(figure);
      assert.equal(await toSvg(figure), svg);
      const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
      const title = document.querySelector('.gtitle')?.textContent ?? '';
      assert.equal(title.replaceAll(' ', ''), titleOf(figure).replaceAll(' ', ''));
      const sampled = document.querySelectorAll('g.trace, g.hm').length;
      assert.ok(sampled >= Math.min(2, figure.data.length), `${sampled} traces`);
      assert.ok(!/NaN|undefined"/.test(svg));
    });
  });
}

describe('toSvg', () => {
  it('leaves the figure unchanged', async () => {
    const figure: Figure = {
      data: [{ x: [1, 2], y: [3, 4] }],
      layout: { width: 300, height: 200 },
    };
    const before = JSON.stringify(figure);
    await toSvg(figure);
    assert.equal(JSON.stringify(figure), before);
  });

  it('refuses three-dimensional traces', async () => {
    await assert.rejects(
      toSvg({ data: [{ type: 'scatter3d' }], layout: { width: 300, height: 200 } }),
      {
        message: /toSvg: traces must be two-dimensional/,
      },
    );
  });
});

describe('plot', () => {
  it('refuses an object that is no result', () => {
    assert.throws(
      () => plot({ study: 'figure9' } as unknown as AnyResult),
      /plot: result must be the result of a study, got "figure9"/,
    );
  });
});
