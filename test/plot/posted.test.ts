import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';
import {
  accessPosted,
  analysePosted,
  fromWeights,
  mask,
  expandPosted,
  rankPosted,
  yumaPosted,
  type PostedWeights,
} from '../../lib/market/index.js';
import { shares } from '../../lib/math/index.js';
import {
  plotPosted,
  plotPostedConcentration,
  plotPostedConsensus,
  plotPostedDrift,
  plotPostedGains,
  plotPostedLikeness,
  plotPostedMask,
  plotPostedRanks,
  plotPostedWeights,
  toSvg,
  type Figure,
} from '../../lib/plot/index.js';
import { assertClose } from '../support/compare.js';
import { asTriplets, randomFull } from '../market/posted/dense.js';

const full = randomFull(12, 0.5, 0.5, 4);
const posted = fromWeights(asTriplets(full, 4));
const apart = fromWeights({
  weights: [
    [0.5, 0.5, 0],
    [0, 0.25, 0.75],
  ],
  ...{ stake: [3, 1], names: ['m1', 'm2', 'm3'], rowNames: ['ada', 'bob'] },
});
const silent = fromWeights({
  weights: [
    [0, 1],
    [1, 0],
  ],
  stake: [1, 1],
  names: ['a', 'b'],
});
const mute: PostedWeights = {
  ...silent,
  rowStart: Uint32Array.of(0, 0, 0),
  columns: new Uint32Array(0),
  values: new Float64Array(0),
};

const cellsOf = (figure: Figure): (number | null)[][] => figure.data[0].z as (number | null)[][];
const ticksOf = (figure: Figure, axis: 'xaxis' | 'yaxis'): string[] =>
  (figure.layout[axis] as { ticktext: string[] }).ticktext;

describe('figures of posted weights', () => {
  it('show the weights with the names of voters and ranked', () => {
    const figure = plotPostedWeights(apart);
    assert.deepEqual(ticksOf(figure, 'yaxis'), ['ada', 'bob']);
    assert.deepEqual(ticksOf(figure, 'xaxis'), ['m2', 'm1', 'm3']);
    const log = (w: number): number | null => (w > 0 ? Math.log10(w) : null);
    assert.deepEqual(cellsOf(figure), [
      [log(0.5), log(0.5), null],
      [log(0.25), null, log(0.75)],
    ]);
  });

  it('show the mask of the market that the weights stand for', () => {
    const figure = plotPostedMask(apart, { temperature: 0.2, temperatureUnit: 'absolute' });
    const dense = mask({ ...expandPosted(apart), temperature: 0.2 });
    const expected = [3, 4].map((i) => [1, 0, 2].map((j) => dense[i * 5 + j]));
    cellsOf(figure).forEach((row, at) => {
      assertClose(row as number[], expected[at], 1e-14);
    });
    const own = plotPostedMask(silent, { ownInput: 'exempt' });
    assert.equal(cellsOf(own)[0][ticksOf(own, 'xaxis').indexOf('a')], 1);
  });

  it('say how much of a large network they show', () => {
    const text = plotPostedWeights(posted, { most: 2, source: 'net.csv' }).outline?.caption ?? '';
    assert.match(text, /Shown are 2 of \d rows, by stake, and 2 of 12 peers, by rank, which have /);
    assert.match(text, /net\.csv: n = 12 peers, \d rows with \d+ weights above 0\./);
  });

  it('draw ranks that are the shares of the rank, one line for mechanisms that agree', () => {
    const { composition } = plotPostedRanks(posted, { mechanisms: ['paper', 'l1', 'median'] });
    const [places] = composition?.rows.flat() ?? [];
    assert.deepEqual(
      places.marks.map(({ name }) => name),
      ['paper, l1', 'median'],
    );
    const [mark] = places.marks;
    assert.ok(mark.mark === 'line');
    const expected = shares(rankPosted(posted)).filter((share) => share > 1e-6);
    assertClose(
      mark.points.map(({ y }) => y as number),
      expected.sort((a, b) => b - a),
      1e-15,
    );
  });

  it('draw Lorenz curves that end at 1, and drift by the table', () => {
    const { composition } = plotPostedConcentration(posted);
    for (const mark of composition?.rows.flat()[0].marks ?? [])
      if (mark.mark === 'line') assert.equal(mark.points[mark.points.length - 1].y, 1);
    const { drift } = analysePosted(posted, { mechanisms: ['paper', 'l1'], blocks: 10 });
    const lines = plotPostedDrift(posted, drift, { issuance: 0.001 }).composition?.rows.flat()[0];
    const [mark] = lines?.marks ?? [];
    assert.ok(mark.mark === 'line');
    assert.deepEqual(
      mark.points.map(({ y }) => y),
      drift.filter(({ mechanism }) => mechanism === 'paper').map(({ effective }) => effective),
    );
  });

  it('draw the gains of the table, one panel for mechanisms that agree', () => {
    const mechanisms = ['paper', 'l1', 'median', 'medianAtLeast'] as const;
    const { gains } = analysePosted(posted, { mechanisms: [...mechanisms], blocks: 1 });
    const panels = plotPostedGains(posted, gains).composition?.rows.flat() ?? [];
    assert.ok(panels.every(({ title = '' }) => !title.includes('l1')));
    const [{ marks, title }] = panels;
    assert.match(title ?? '', /^from paper to median/);
    assert.ok(marks[0].mark === 'bar');
    const expected = gains.filter(({ second }) => second === 'median').map(({ change }) => change);
    assert.deepEqual(
      marks[0].points.map(({ y }) => y),
      expected,
    );
  });

  it('draw trust and incentive, and dividends beside stake, of Yuma consensus', () => {
    const { trust, incentive, dividends } = yumaPosted(posted);
    const [ranked, validators] = plotPostedConsensus(posted).composition?.rows.flat() ?? [];
    const [mark] = ranked.marks;
    assert.ok(mark.mark === 'dot');
    const order = [...incentive.keys()]
      .filter((peer) => incentive[peer] > 0)
      .sort((a, b) => incentive[b] - incentive[a] || a - b);
    assert.deepEqual(
      mark.points.map(({ x, y }) => [x, y]),
      order.map((peer) => [trust[peer], incentive[peer]]),
    );
    const last = validators.marks.at(-1);
    assert.ok(last?.mark === 'dot');
    const voting = [...dividends.keys()].filter(
      (i) => posted.rowStart[i + 1] > posted.rowStart[i] && posted.stake[i] > 0,
    );
    const held = voting.reduce((sum, i) => sum + posted.stake[i], 0);
    assert.deepEqual(
      new Set(last.points.map(({ y }) => y)),
      new Set(voting.map((i) => dividends[i] / (posted.stake[i] / held))),
    );
  });

  it('have no point of Yuma consensus where no stake votes', () => {
    const panels = plotPostedConsensus(mute).composition?.rows.flat() ?? [];
    for (const { marks } of panels)
      for (const mark of marks) assert.ok(mark.mark === 'dot' && mark.points.length === 0);
  });

  it('leave the diagonal of likeness blank', () => {
    const cells = cellsOf(plotPostedLikeness(apart));
    assert.equal(cells[0][0], null);
    assert.ok(Math.abs((cells[0][1] ?? 0) - 0.125 / Math.sqrt(0.5 * 0.625)) < 1e-15);
  });

  for (const [name, network, count] of [
    ['a square network', posted, 10],
    ['voters apart', apart, 10],
    ['a network without a row', mute, 7],
    ['one peer', fromWeights({ weights: [[1]], stake: [1] }), 10],
  ] as const) {
    it(`are all pictures with a caption: ${name}`, async function () {
      this.timeout(120_000);
      const analysis = analysePosted(network, { blocks: 4 });
      const sections = plotPosted(network, analysis, { source: 'a.json', settings: { blocks: 4 } });
      assert.equal(sections.length, count);
      assert.equal(analysis.network.temperature === null, count === 7);
      for (const { id, figure } of sections) {
        const svg = await toSvg(figure);
        const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
        assert.equal(document.querySelector('parsererror'), null, id);
        assert.match(figure.outline?.caption ?? '', /a\.json: n = .*bittensor-workbench \d/, id);
        for (const panel of figure.outline?.rows.flat() ?? [])
          assert.ok(panel.x.label !== '' && panel.y.label !== '', id);
      }
    });
  }

  it('has T of the mask in the caption', () => {
    const text = plotPostedMask(posted, { temperature: 2 }).outline?.caption ?? '';
    const { temperature } = accessPosted(posted, { temperature: 2 });
    assert.ok(text.includes(`T = ${Number(temperature.toPrecision(3))} = 2 mean bids`), text);
  });
});
