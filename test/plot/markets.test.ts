import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';
import { correlation } from '../../lib/math/index.js';
import {
  plotBoundedUpdates,
  plotCheaters,
  plotCooling,
  plotJointRemoval,
  plotLines,
  plotLossGradient,
  plotMask,
  plotMatrices,
  plotMinted,
  plotNewcomers,
  plotPeerBars,
  plotRanking,
  plotRemoval,
  plotSigmoid,
  plotStakeBlocks,
  plotStakeShares,
  plotUnderweighting,
  toSvg,
  type Figure,
} from '../../lib/plot/index.js';
import {
  honestWeights,
  idealRank,
  losses,
  mask,
  randomMarket,
  rank,
  simulateInflation,
  type RandomMarketParameters,
} from '../../lib/market/index.js';
import { assertClose, distance, sum } from '../support/compare.js';

const sampled: RandomMarketParameters = { peers: 4, seed: 5, temperature: 0.5 };
const market = randomMarket(sampled);
const n = market.peers;
const temperatures = [0.1, 0.5, 1];
const inflation = 0.1;
const history = simulateInflation(market, { inflation, blocks: 20, fixedWeights: true });
const lines = { title: 'A title', differs: sampled, sampled };
const own = { ...lines, unit: 'weight' };

const figures: Record<string, () => Figure> = {
  plotBoundedUpdates: () =>
    plotBoundedUpdates(market, honestWeights(market), { bounds: [0.01, 0.1], blocks: 9, sampled }),
  plotCheaters: () => plotCheaters(market, { sampled }),
  plotCooling: () => plotCooling(market, [{ block: 0, market }], { inflation, sampled }),
  plotJointRemoval: () => plotJointRemoval([{ label: 'uniform', market }], { sampled }),
  plotLines: () =>
    plotLines(
      market,
      [
        {
          title: 'a panel',
          x: 'x',
          y: 'y',
          lines: [{ name: 'a line', x: [1, 2], y: [3, 4] }],
        },
      ],
      lines,
    ),
  plotLossGradient: () => plotLossGradient(market, { peer: 1, sampled }),
  plotMask: () => plotMask(market, { temperatures, active: 1, sampled }),
  plotMatrices: () => plotMatrices(market, [{ label: 'W', values: market.weights }], own),
  plotMinted: () => plotMinted(market, [{ label: 'W', market }], { inflation, blocks: 5, sampled }),
  plotNewcomers: () => plotNewcomers(market, { counts: [0, 2], maxSteps: 100, sampled }),
  plotPeerBars: () => plotPeerBars(market, [{ name: 'rank', values: rank(market) }], own),
  plotRanking: () => plotRanking(market, { sampled }),
  plotRemoval: () => plotRemoval(market, { sampled }),
  plotSigmoid: () => plotSigmoid(market, { temperatures, sampled }),
  plotStakeBlocks: () =>
    plotStakeBlocks(market, history, { inflation, blocks: [0, 1, 20], sampled }),
  plotStakeShares: () =>
    plotStakeShares(market, [{ label: 'W stays', history }], { inflation, sampled }),
  plotUnderweighting: () => plotUnderweighting(market, { from: 0, to: 1, temperatures, sampled }),
};

const SLIDERS: Record<string, number> = {
  plotCheaters: n + 1,
  plotCooling: 1,
  plotMask: 3,
  plotSigmoid: 3,
  plotStakeBlocks: 3,
  plotUnderweighting: 3,
};

interface SliderStep {
  label: string;
  method: string;
  args: [{ visible: boolean[] }];
}

function sliderSteps({ layout }: Figure): SliderStep[] {
  const sliders = (layout.sliders ?? []) as { steps: SliderStep[] }[];
  return sliders.flatMap(({ steps }) => steps);
}

function captionOf({ composition }: Figure): string {
  return composition?.caption ?? '';
}

const numbers = (figure: Figure, trace: number, axis: 'x' | 'y' = 'y'): number[] =>
  figure.data[trace][axis] as number[];

for (const [name, build] of Object.entries(figures)) {
  describe(name, () => {
    const figure = build();

    it('is plain data, and the same each time', () => {
      assert.deepEqual(JSON.parse(JSON.stringify(figure)), JSON.parse(JSON.stringify(build())));
      assert.ok(!JSON.stringify(figure.data).includes('null'));
    });

    it('says n, seed, what differs from the paper and the version', () => {
      const caption = captionOf(figure);
      assert.match(caption, /n = 4/);
      assert.match(caption, /seed 5/);
      assert.match(caption, /paper/);
      assert.match(caption, /bittensor-workbench \d/);
      assert.ok(!/undefined|NaN|\[object/.test(caption), caption);
    });

    it('shows one step of its slider at a time, each trace at some step', () => {
      const steps = sliderSteps(figure);
      assert.equal(steps.length, SLIDERS[name] ?? 0);
      if (steps.length === 0) return;
      const shown = figure.data.map((trace) => trace.visible);
      assert.ok(steps.some(({ args: [{ visible }] }) => visible.join() === shown.join()));
      for (const [index] of figure.data.entries()) {
        assert.equal(steps.filter(({ args: [{ visible }] }) => visible[index]).length, 1);
      }
    });

    it('is well-formed SVG', async () => {
      const svg = await toSvg(figure);
      const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
      assert.equal(document.documentElement.tagName, 'svg');
      assert.ok(!svg.includes('NaN'));
    });
  });
}

describe('figures of a market', () => {
  it('plotRanking: a point for each peer, and their correlation', () => {
    const figure = figures.plotRanking();
    assert.deepEqual(numbers(figure, 1, 'x'), Array.from(idealRank(market)));
    assert.deepEqual(numbers(figure, 1), Array.from(rank(market)));
    const r = correlation(rank(market), idealRank(market)).toFixed(2);
    assert.ok(JSON.stringify(figure.layout).includes(`r = ${r}`));
  });

  it('plotMask: the mask at every temperature', () => {
    for (const [step, temperature] of temperatures.entries()) {
      const rows = figures.plotMask().data[step].z as number[][];
      assert.deepEqual(rows.flat(), Array.from(mask({ ...market, temperature })));
    }
  });

  it('plotPeerBars: shares sum to 1 where they are asked for', () => {
    const figure = plotPeerBars(market, [{ name: 'rank', values: rank(market) }], {
      ...own,
      shares: true,
    });
    assertClose([sum(numbers(figure, 0))], [1], 1e-12);
  });

  it('plotLossGradient: (15) with 1 − 1/n is what is measured, without it is not', () => {
    const figure = figures.plotLossGradient();
    assertClose(numbers(figure, 1), numbers(figure, 0), 1e-6);
    assert.ok(
      distance(numbers(figure, 2), numbers(figure, 0)) >
        1e-3 * distance(numbers(figure, 0), [0, 0, 0, 0]),
    );
  });

  it('plotUnderweighting: the present loss at the present weight', () => {
    const figure = figures.plotUnderweighting();
    const place = figure.data.findIndex(
      (trace) => trace.name === 'the present weight' && trace.xaxis === 'x2',
    );
    assertClose(numbers(figure, place, 'x'), [market.weights[1]], 1e-12);
    assertClose(numbers(figure, place), [losses({ ...market, temperature: 0.1 })[0]], 1e-12);
  });

  it('plotMinted: between 1 and √n with ‖R‖₂, 1 with ‖R‖₁', () => {
    const figure = figures.plotMinted();
    for (const value of numbers(figure, 2)) assert.ok(value >= 1 && value <= 2);
    assertClose(numbers(figure, 5), new Float64Array(5).fill(1), 1e-9);
  });

  it('plotStakeShares: shares of all peers sum to 1 at every block', () => {
    const figure = figures.plotStakeShares();
    const sums = numbers(figure, 0).map((_, at) =>
      sum(figure.data.map((_trace, peer) => numbers(figure, peer)[at])),
    );
    assertClose(sums, new Float64Array(21).fill(1), 1e-12);
  });

  it('plotCheaters: no correlation is left where everybody cheats', () => {
    const { data } = figures.plotCheaters();
    assert.match(String(data[data.length - 1].name), /r = undefined/);
  });
});
