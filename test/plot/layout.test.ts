import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';
import { mask, randomMarket } from '../../lib/market/index.js';
import { textWidth } from '../../lib/plot/compose/text.js';
import {
  alternativeText,
  layoutAt,
  plotMask,
  plotMatrices,
  tableOf,
  toPage,
  toSvg,
  type Figure,
  type Layout,
} from '../../lib/plot/index.js';
import {
  attacks,
  choices,
  figure4,
  mechanisms,
  plot,
  type AnyResult,
} from '../../lib/studies/index.js';

type Axis = { domain: [number, number] };
type Note = { text: string; x: number; y: number };

const FEW = { networks: 2, peers: 4 };
const WIDTHS = [320, 390, 600, 880, 1400, 2200];
const figures: [string, () => Promise<AnyResult>][] = [
  ['figure4', () => figure4({ ...FEW, maxSteps: 50 })],
  ['mechanisms', () => mechanisms({ ...FEW, attackers: 2, blocks: 10, checkpoints: 2 })],
  ['attacks', () => attacks({ ...FEW, attackers: 2, blocks: 10, checkpoints: 2 })],
  ['choices', () => choices({ ...FEW, maxSteps: 20, ratios: [25] })],
];

function panelsOf(layout: Layout): { x: [number, number]; y: [number, number] }[] {
  return Object.keys(layout)
    .filter((name) => /^xaxis\d*$/.test(name))
    .map((name) => ({
      x: (layout[name] as Axis).domain,
      y: (layout[name.replace('x', 'y')] as Axis).domain,
    }));
}

const apart = (a: [number, number], b: [number, number]): boolean => a[1] < b[0] || b[1] < a[0];

for (const [name, run] of figures) {
  describe(`the layout of ${name}`, () => {
    let figure: Figure;
    before(async () => {
      figure = plot(await run());
    });

    it('has panels inside the picture, none over another, each below its title, at any width', () => {
      for (const width of WIDTHS) {
        const layout = layoutAt(figure, width);
        assert.equal(layout.width, width);
        const panels = panelsOf(layout);
        assert.equal(panels.length, figure.outline?.rows.flat().length);
        const notes = layout.annotations as Note[];
        for (const [at, { x, y }] of panels.entries()) {
          for (const [from, to] of [x, y])
            assert.ok(from >= 0 && from < to && to <= 1, `${from} ${to}`);
          const others = panels.slice(0, at);
          assert.ok(others.every((other) => apart(x, other.x) || apart(y, other.y)));
          assert.deepEqual([notes[2 * at].x, notes[2 * at].y], [x[0], y[1]]);
        }
      }
    });

    it('wraps title, headings and caption to the width', () => {
      for (const width of WIDTHS) {
        const { title, annotations } = layoutAt(figure, width) as unknown as {
          title: { text: string };
          annotations: Note[];
        };
        const caption = annotations[annotations.length - 1].text;
        for (const line of title.text.split('<br>')) assert.ok(textWidth(line, 17) <= width, line);
        for (const line of caption.split('<br>')) assert.ok(textWidth(line, 12) <= width, line);
      }
    });

    it('stands in one column at 390 pixels, in the declared columns at 2200', () => {
      const side = (width: number): number => {
        const tops = panelsOf(layoutAt(figure, width)).map(({ y }) => y[1]);
        return Math.max(...tops.map((top) => tops.filter((other) => other === top).length));
      };
      const declared = Math.max(...(figure.outline?.rows ?? []).map(({ length }) => length));
      assert.deepEqual([side(390), side(2200)], [1, declared]);
    });

    it('is a function of the width: laying out again changes nothing, and the figure stays', () => {
      const before = structuredClone(figure.layout);
      const narrow = layoutAt(figure, 390);
      assert.deepEqual(layoutAt({ ...figure, layout: narrow }, 880), layoutAt(figure, 880));
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
        assert.doesNotMatch(panel, /</);
        if (low === null || high === null) continue;
        const inside = (value: unknown): boolean =>
          typeof value === 'number' && low - 1e-12 <= value && value <= high + 1e-12;
        assert.ok(inside(y) || inside(x), `${x} ${y} ${low} ${high}`);
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
    assert.deepEqual([row?.low, row?.high], [pearsonLow, pearsonHigh]);
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

describe('tableOf with a step', () => {
  const market = randomMarket({ peers: 3, seed: 1 });
  const figure = plotMask(market, { temperatures: [0.1, 1] });

  it('holds the rows of that step, with its label', () => {
    for (const [step, temperature] of [0.1, 1].entries()) {
      const rows = tableOf(figure, { step });
      assert.deepEqual(
        rows.map(({ value }) => value),
        Array.from(mask({ ...market, temperature })),
      );
      assert.ok(rows.every((row) => row.step === String(temperature)));
    }
    assert.equal(tableOf(figure).length, 18);
  });

  it('refuses a step that the slider lacks, and figures without marks', () => {
    assert.throws(
      () => tableOf(figure, { step: 2 }),
      /tableOf: step must be an integer from 0 to 1, got 2/,
    );
    assert.throws(
      () => tableOf({ data: [], layout: { width: 1, height: 1 } }),
      /tableOf: figure must come from compose or a function plot…/,
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
