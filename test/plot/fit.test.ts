import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';
import { randomMarket } from '../../lib/market/index.js';
import { legendEntries } from '../../lib/plot/figure.js';
import {
  alternativeText,
  fitLayout,
  plotMatrices,
  tableOf,
  toPage,
  toSvg,
  type Figure,
} from '../../lib/plot/index.js';
import { figure4, mechanisms, plot, type AnyResult } from '../../lib/studies/index.js';

type Axis = { domain: [number, number] };
type Note = { text: string; x: number; y: number; align?: string };

const FEW = { networks: 2, peers: 4, resamples: 20 };
const figures: [string, () => Promise<AnyResult>][] = [
  ['figure4', () => figure4({ ...FEW, maxSteps: 50 })],
  ['mechanisms', () => mechanisms({ ...FEW, attackers: 2, blocks: 10, checkpoints: 2 })],
];

function panelsOf({ layout }: Pick<Figure, 'layout'>): { x: Axis; y: Axis }[] {
  return Object.keys(layout)
    .filter((name) => /^xaxis\d*$/.test(name))
    .map((name) => ({ x: layout[name] as Axis, y: layout[name.replace('x', 'y')] as Axis }));
}

for (const [name, run] of figures) {
  describe(`the layouts of ${name}`, () => {
    let figure: Figure;
    before(async () => {
      figure = plot(await run());
    });

    it('keep the design at its own width, and stretch without moving panels', () => {
      const wide = fitLayout(figure.layout, figure.layout.width + 300, legendEntries(figure));
      assert.equal(wide.width, figure.layout.width + 300);
      for (const [at, { x, y }] of panelsOf({ layout: wide }).entries()) {
        const before = panelsOf(figure)[at];
        assert.deepEqual([x.domain, y.domain], [before.x.domain, before.y.domain]);
      }
    });

    it('stack panels one below the other at 390 pixels, none over another, each under its title', () => {
      const layout = fitLayout(figure.layout, 390, legendEntries(figure));
      assert.equal(layout.width, 390);
      const panels = panelsOf({ layout }).sort((a, b) => b.y.domain[1] - a.y.domain[1]);
      assert.ok(panels.length > 1);
      for (const [at, { x, y }] of panels.entries()) {
        assert.deepEqual(x.domain, [0, 1]);
        assert.ok(y.domain[0] >= 0 && y.domain[1] <= 1 && y.domain[0] < y.domain[1]);
        if (at > 0) assert.ok(y.domain[1] < panels[at - 1].y.domain[0]);
      }
      const notes = layout.annotations as Note[];
      const titled = panels.filter(({ y }) =>
        notes.some(
          (note) => Math.abs(note.x - 0.5) < 1e-6 && Math.abs(note.y - y.domain[1]) < 1e-6,
        ),
      );
      assert.equal(titled.length, panels.length);
      const caption = notes.find(({ align }) => align === 'left');
      assert.ok(caption !== undefined);
      for (const line of caption.text.split('<br>')) assert.ok(line.length <= 61, line);
    });

    it('do not change the figure', () => {
      const before = structuredClone(figure.layout);
      fitLayout(figure.layout, 390, legendEntries(figure));
      assert.deepEqual(figure.layout, before);
    });
  });

  describe(`${name} for readers who do not see it`, () => {
    let figure: Figure;
    before(async () => {
      figure = plot(await run());
    });

    it('has words with its title, panels and caption, without marks', () => {
      const words = alternativeText(figure);
      assert.match(words, /^[A-Z].*Panels: .*Axes: /);
      assert.doesNotMatch(words, /<|undefined undefined/);
    });

    it('has its values as a table of cells, intervals around their values', () => {
      const rows = tableOf(figure);
      assert.ok(rows.length > 10);
      for (const { y, x, low, high, panel } of rows) {
        assert.equal(typeof panel, 'string');
        if (low === null || high === null) continue;
        const centre = typeof y === 'number' ? y : x;
        if (typeof centre === 'number') assert.ok(low <= centre + 1e-12 && centre <= high + 1e-12);
      }
    });

    it('is a picture with role, title and description, of the width that is asked for', async () => {
      const svg = await toSvg(figure, { width: 390 });
      const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
      const root = document.documentElement;
      assert.equal(root.getAttribute('role'), 'img');
      assert.equal(root.getAttribute('width'), '390');
      assert.equal(root.querySelector('desc')?.textContent, alternativeText(figure));
      assert.equal(svg, await toSvg(figure, { width: 390 }));
    });
  });
}

describe('tableOf', () => {
  it('holds the points of figure 4 as the study has them', async () => {
    const result = await figure4({ ...FEW, maxSteps: 50, ratios: [10] });
    const rows = tableOf(plot(result));
    for (const { ideal, competitive } of result.tables.peers) {
      assert.ok(rows.some(({ x, y }) => x === ideal && y === competitive));
    }
    const [{ pearson, pearsonLow, pearsonHigh }] = result.tables.summary;
    const row = rows.find(({ y }) => y === pearson);
    assert.ok(Math.abs((row?.low ?? NaN) - (pearsonLow ?? 0)) < 1e-12);
    assert.ok(Math.abs((row?.high ?? NaN) - (pearsonHigh ?? 0)) < 1e-12);
  });

  it('holds the cells of a heatmap', () => {
    const market = randomMarket({ peers: 3, seed: 1 });
    const figure = plotMatrices(market, [{ label: 'W', values: market.weights }], {
      title: 'W',
      unit: 'weight',
      differs: {},
    });
    const rows = tableOf(figure);
    assert.deepEqual(
      rows.map(({ value }) => value),
      Array.from(market.weights),
    );
  });
});

describe('a page of figures', () => {
  it('gives each figure a role, words, a table of its data, and follows a dark theme', async () => {
    const figure = plot(await figure4({ ...FEW, maxSteps: 50 }));
    const page = toPage('Figures', [{ id: 'a"b', figure, rows: [], parameters: {} }]);
    const { document } = new JSDOM(page).window;
    const element = document.querySelector('.workbench-figure');
    assert.ok(element !== null);
    assert.equal(element.getAttribute('role'), 'img');
    assert.equal(element.getAttribute('aria-label'), alternativeText(figure));
    assert.equal(element.id, 'a"b-plot');
    assert.match(page, /prefers-color-scheme: dark/);
    assert.match(page, /Data of the figure/);
  });
});
