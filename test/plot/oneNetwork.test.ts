import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';
import {
  adaptInflation,
  idealRank,
  payoffAlongEdge,
  rank,
  randomMarket,
  regret,
  traceDescent,
} from '../../lib/market/index.js';
import { choices, plotSettled, plotStability, readings } from '../../lib/studies/index.js';
import { correlation } from '../../lib/math/index.js';
import { titleOf } from '../../lib/plot/figure.js';
import {
  plotAdaptation,
  plotDescent,
  plotDifferences,
  plotPayoff,
  plotPeerRegret,
  plotRankScatter,
  toSvg,
  type AdaptationFrame,
  type Figure,
  type Trace,
} from '../../lib/plot/index.js';

const sampled = { peers: 3, seed: 1, ratio: 10 };
const market = randomMarket(sampled);
const RATIOS = [1, 10, 25];
const edges = RATIOS.map((ratio) => ({
  ratio,
  points: payoffAlongEdge({ ...market, ratio }, 1, { points: 11 }),
}));
const trace = traceDescent(market, { maxSteps: 100, snapshots: 5 });

function adapted(): Figure {
  const frames: AdaptationFrame[] = [];
  const run = adaptInflation(market, {
    steps: 1500,
    onStep: (step, weights) => {
      if (step % 500 !== 0) return;
      const here = { ...market, weights: weights.slice() };
      frames.push({
        step,
        weights: here.weights,
        correlation: correlation(rank(here), idealRank(here)),
      });
    },
  });
  return plotAdaptation(market, run, frames, { target: 1, sampled });
}

const FIGURES: Record<
  string,
  { figure: () => Figure | Promise<Figure>; frames: number; says: RegExp }
> = {
  plotPayoff: {
    figure: () => plotPayoff(market, edges, { peer: 1, sampled }),
    frames: 3,
    says: /n = 3, T = 1, stake 1, hessians uniform, anchor open; seed 1\..*Differs from the paper/,
  },
  plotDescent: {
    figure: () => plotDescent(market, trace, { sampled }),
    frames: trace.points.length,
    says: /did not converge in 100 steps.*α\/τ = 10, .*Differs from the paper/,
  },
  plotAdaptation: {
    figure: adapted,
    frames: 3,
    says: /the target, 1\..*seed 1.*Differs from the paper/,
  },
  plotRankScatter: {
    figure: () =>
      plotRankScatter(
        market,
        RATIOS.map((ratio) => ({
          label: String(ratio),
          ideal: idealRank(market),
          competitive: ratio === 1 ? [1, 1, 1] : rank(market),
        })),
        { sampled },
      ),
    frames: 3,
    says: /Each point is a peer.*seed 1.*Differs from the paper/,
  },
  plotPeerRegret: {
    figure: () =>
      plotPeerRegret(
        market,
        RATIOS.map((ratio) => ({
          ratio,
          regret: regret({ ...market, ratio }, { steps: 50, checkpoints: 4 }),
        })),
        { sampled },
      ),
    frames: 3,
    says: /Zinkevich.*seed 1.*Differs from the paper/,
  },
  plotDifferences: {
    figure: () =>
      plotDifferences(
        market,
        [
          { h: 0.1, error: 1e-3 },
          { h: 0.01, error: 1e-5 },
          { h: 0.001, error: 0 },
        ],
        { sampled },
      ),
    frames: 0,
    says: /seed 1.*Differs from the paper/,
  },
  plotStability: {
    figure: async () =>
      plotStability(await choices({ networks: 2, peers: 3, maxSteps: 50, ratios: [10, 25] })),
    frames: 0,
    says: /2 networks.*The paper states none/,
  },
  plotSettled: {
    figure: async () =>
      plotSettled(await readings({ networks: 2, maxSteps: 10, stops: [5], ratios: [1, 25] })),
    frames: 0,
    says: /n = 10, T = 1.*2 networks at an equilibrium/,
  },
};

interface Slider {
  active: number;
  steps: { label: string; args: [{ visible: boolean[] }] }[];
}

function captionOf({ composition }: Figure): string {
  return composition?.caption ?? '';
}

for (const [name, { figure: make, frames, says }] of Object.entries(FIGURES)) {
  describe(`the figure of ${name}`, () => {
    let figure: Figure;
    before(async () => {
      figure = await make();
    });

    it('says its parameters and what differs from the paper', () => {
      assert.match(captionOf(figure), says);
    });

    it('is well-formed SVG with its texts, of plain data', async () => {
      const svg = await toSvg(figure);
      const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
      const title = document.querySelector('.gtitle')?.textContent ?? '';
      assert.equal(title.replaceAll(' ', ''), titleOf(figure).replaceAll(' ', ''));
      assert.ok(!/NaN|undefined"/.test(svg));
      assert.ok(!/\bNaN\b|Infinity/.test(JSON.stringify(figure)));
    });

    if (frames === 0) return;
    it('has a slider that shows one frame at a time, and starts as its active one', () => {
      const [slider] = figure.layout.sliders as [Slider];
      assert.equal(slider.steps.length, frames);
      const shown = slider.steps.map(({ args: [{ visible }] }) => visible);
      for (const visible of shown) assert.equal(visible.length, figure.data.length);
      assert.deepEqual(
        figure.data.map((sampled) => sampled.visible ?? true),
        shown[slider.active],
      );
      for (let at = 0; at < figure.data.length; at++) {
        const times = shown.filter((visible) => visible[at]).length;
        assert.ok(times === 1 || times === frames, `trace ${at} is seen ${times} times`);
      }
    });
  });
}

describe('plotPayoff', () => {
  it('marks the payoff that is highest, measured from the present row', () => {
    const figure = plotPayoff(market, edges, { peer: 1, sampled });
    const marks = figure.data.filter(({ name }) => name === 'where it pays best') as {
      x: number[];
      y: number[];
    }[];
    for (const [at, { points }] of edges.entries()) {
      const payoffs = points.map(({ payoff }) => payoff);
      assert.equal(marks[at].y[0], Math.max(...payoffs) - payoffs[0]);
      assert.equal(marks[at].x[0], points[payoffs.indexOf(Math.max(...payoffs))].selfWeight);
    }
  });
});

describe('plotRankScatter', () => {
  const [ideal, same] = [
    [1, 2, 3],
    [1, 1, 1],
  ];
  const figure = plotRankScatter(
    market,
    [
      { label: 'a', ideal, competitive: same },
      { label: 'b', ideal, competitive: [3, 2, 1] },
    ],
    { parameter: 'T' },
  );

  it('says each frame’s correlation, also where there is none', () => {
    const said = figure.data.flatMap(({ text }) => (text as string[] | undefined) ?? []);
    assert.deepEqual(
      said.filter((text) => /^(r =|undefined)/.test(text)),
      ['undefined', 'r = -1.00'],
    );
  });

  it('draws the least-squares line only where there is a correlation', () => {
    const lines = figure.data.filter(({ mode }) => mode === 'lines') as (Trace & { y: number[] })[];
    assert.deepEqual(
      lines.map(({ y }) => y),
      [[], [3, 1]],
    );
  });
});
