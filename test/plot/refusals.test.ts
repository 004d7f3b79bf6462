import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { WorkbenchError } from '../../lib/math/errors.js';
import {
  analysePosted,
  fromWeights,
  honestWeights,
  payoffAlongEdge,
  randomMarket,
  rank,
  regret,
  simulateInflation,
  traceDescent,
} from '../../lib/market/index.js';
import * as plots from '../../lib/plot/index.js';
import { createStream } from '../../lib/math/index.js';
import { teacherDataset } from '../../lib/datasets/index.js';
import { figure4, plot, type AnyResult, type Figure4 } from '../../lib/studies/index.js';
import { broken, hostile } from '../support/hostile.js';
import { itRefuses } from '../support/refusals.js';

const market = randomMarket({ peers: 3 });
const run = { inflation: 0.1, blocks: 3 };
const history = simulateInflation(market, run);
const temperatures = [0.5, 1];
const data = teacherDataset({ stream: createStream(1), inputs: 2, classes: 2, rows: 9 });
const settings = { width: 2, context: 2, learningRate: 0.1, seed: 0 };
const network = { peers: 2, learners: [0], data: [data, undefined], settings };
const numbers = [1, 2, 3];
const described = { title: 'a', differs: '' };
const lines = [{ title: 'a', x: 'x', y: 'y', lines: [{ name: 'b', x: numbers, y: numbers }] }];
const composition: plots.Composition = {
  ...{ title: 'a', caption: 'b', slider: { name: 's', labels: ['1', '2'] } },
  rows: [
    [
      {
        x: 'x',
        y: 'y',
        marks: [plots.line(plots.points(numbers, numbers), { name: 'c', step: 1 })],
      },
      { x: 'x', y: { label: 'y', type: 'log' }, marks: [plots.cells([[1, null]], { bar: 'd' })] },
    ],
  ],
};
const figure = plots.compose(composition);
const adaptation = { weights: market.weights, sparsity: numbers, inflation: numbers };
const block = { ...{ block: 0, benchmark: 1, rank: numbers, worth: numbers, stake: numbers } };
const posted = fromWeights({ weights: market.weights, stake: market.stake });
const analysis = analysePosted(posted, { blocks: 2 });
const evaluation = { benchmark: 1, losses: numbers, accuracies: numbers };

/** Every function that makes or reads a figure, with arguments that it takes. */
const calls: Record<string, readonly unknown[]> = {
  plotAdaptation: [
    ...[market, adaptation, [{ step: 1, weights: market.weights, correlation: 1 }]],
    { target: 1 },
  ],
  plotDescent: [market, traceDescent(market, { maxSteps: 2 }), { tolerance: 1e-5 }],
  plotDifferences: [market, [{ h: 0.1, error: 0.1 }], {}],
  plotLines: [market, lines, described],
  plotLossGradient: [market, { peer: 1 }],
  plotMask: [market, { temperatures }],
  plotSigmoid: [market, { temperatures }],
  plotUnderweighting: [market, { temperatures, from: 0, to: 1 }],
  plotMatrices: [market, [{ label: 'W', values: market.weights }], { ...described, unit: 'u' }],
  plotPayoff: [
    market,
    [{ ratio: 1, points: payoffAlongEdge(market, 0, { points: 3 }) }],
    { peer: 0 },
  ],
  plotPeerBars: [market, [{ name: 'R', values: rank(market) }], { ...described, unit: 'u' }],
  plotPeerRegret: [market, [{ ratio: 1, regret: regret(market, { steps: 3 }) }], {}],
  plotRanking: [market, {}],
  plotRankScatter: [market, [{ label: '1', ideal: numbers, competitive: numbers }], {}],
  plotJointRemoval: [[{ label: 'a', market }], {}],
  plotRemoval: [market, {}],
  plotCooling: [market, [{ block: 0, market }], { inflation: 1 }],
  plotMinted: [market, [{ label: 'a', market }], run],
  plotNewcomers: [market, { counts: [0], maxSteps: 1 }],
  plotStakeBlocks: [market, history, { inflation: 1, blocks: [0, 3] }],
  plotStakeShares: [market, [{ label: 'a', history }], { inflation: 1 }],
  plotBoundedUpdates: [market, honestWeights(market), { bounds: [0.1], blocks: 2 }],
  plotCheaters: [market, {}],
  plotLiveBlocks: [network, [{ label: 'a', blocks: [block] }], {}],
  plotNetworkHeatmaps: [network, [{ title: 'a', unit: 'u', values: [1, 2], columns: 1 }], {}],
  plotNetworkLines: [network, lines, { title: 'a' }],
  plotShards: [[data], {}],
  plotTraining: [network, [{ label: 'a', history: [{ peer: 0, round: 1, loss: 1 }] }], {}],
  plotEvaluations: [network, [{ label: 'a', evaluation }], {}],
  plotPosted: [posted, analysis, {}],
  plotPostedAccess: [posted, {}],
  plotPostedConcentration: [posted, {}],
  plotPostedDrift: [posted, analysis.drift, {}],
  plotPostedGains: [posted, analysis.gains, {}],
  plotPostedLikeness: [posted, {}],
  plotPostedMask: [posted, {}],
  plotPostedRanks: [posted, {}],
  plotPostedConsensus: [posted, {}],
  plotPostedVotes: [posted, {}],
  plotPostedWeights: [posted, {}],
  compose: [composition],
  layoutAt: [figure, 400],
  tableOf: [figure, {}],
  alternativeText: [figure],
};
/** Functions whose refusals are promises or cost a page, and makers of parts, which `compose` refuses. */
const OTHERS = [
  'toSvg',
  'toPage',
  'formatCell',
  'inRows',
  'where',
  'positive',
  'points',
  'parted',
].concat([
  'bar',
  'cells',
  'dot',
  'estimates',
  'intervalOf',
  'line',
  'rowsOf',
  'rule',
  'text',
  'trend',
]);
const functions = plots as unknown as Record<string, (...given: unknown[]) => unknown>;

function refused(error: unknown): true {
  assert.ok(error instanceof WorkbenchError, String(error));
  assert.ok(error.message.length < 400, error.message);
  return true;
}

describe('figures of the wrong arguments', () => {
  it('has a call of every function', () => {
    const names = Object.keys(functions).filter((name) => !OTHERS.includes(name));
    assert.deepEqual(names.sort(), Object.keys(calls).sort());
  });

  for (const [name, given] of Object.entries(calls)) {
    it(`${name} takes them, or refuses them in one short sentence`, () => {
      functions[name](...given);
      fc.assert(
        fc.property(hostile, fc.nat(1000), (value, place) => {
          try {
            functions[name](...broken(given, value, place));
          } catch (error) {
            refused(error);
          }
        }),
        { seed: 1, numRuns: 60 },
      );
    });
  }

  it('toPage and toSvg refuse them too', async () => {
    const section = { id: 'a', figure, rows: [{ a: 1 }], parameters: {} };
    for (const value of fc.sample(hostile, { seed: 1, numRuns: 20 })) {
      if (value !== undefined) await assert.rejects(plots.toSvg(value as plots.Figure), refused);
      assert.throws(
        () => plots.toPage('a', [{ ...section, figure: value as plots.Figure }]),
        refused,
      );
      assert.throws(() => plots.toPage(value as never, [null as never]), refused);
    }
  });

  itRefuses('toPage', [
    {
      what: 'an id of two sections',
      call: () => {
        const section = { id: 'a', figure, rows: [], parameters: {} };
        return plots.toPage('a', [section, section]);
      },
      rule: 'id of a section must be a text without spaces that no other section has',
      value: '"a"',
    },
    {
      what: 'parameters that JSON cannot keep',
      call: () => plots.toPage('a', [{ id: 'a', figure, rows: [], parameters: { a: 1n } }]),
      rule: 'parameters must be plain data',
      value: '{"a":1n}',
    },
  ]);
  itRefuses('compose', [
    {
      what: 'a part of the wrong kind, which it names',
      call: () =>
        plots.compose({
          ...composition,
          rows: [[{ x: 'x', y: 'y', marks: [{ mark: 'bar', points: [null as never] }] }]],
        }),
      rule: 'composition.rows[0][0].marks[0].points[0] must be an object',
      value: 'null',
    },
    {
      what: 'a mark at a step that the slider lacks',
      call: () => plots.compose({ ...composition, slider: { name: 's', labels: ['1'] } }),
      rule: 'step of a mark must be a step of the slider',
      value: '1',
    },
  ]);
});

describe('figures of results', () => {
  let result: Figure4;
  before(async () => {
    result = await figure4({ networks: 2, peers: 3, maxSteps: 20 }, { workers: 1 });
  });

  it('refuse what is no result, in one sentence', () => {
    fc.assert(
      fc.property(hostile, fc.nat(1000), (value, place) => {
        const [forged] = broken([result], value, place) as [AnyResult];
        const tables = broken([result.tables], value, place)[0] as Figure4['tables'];
        for (const one of [forged, { ...result, tables }]) {
          for (const read of [plot, figure4.figure, figure4.report]) {
            try {
              (read as (given: unknown) => unknown)(one);
            } catch (error) {
              refused(error);
            }
          }
        }
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  for (const forged of [null, undefined, {}, [], 5, { study: 'figure4' }]) {
    it(`figure4.figure refuses ${JSON.stringify(forged)}`, () => {
      assert.throws(
        () => figure4.figure(forged as never),
        /^InvalidArgumentError: figure4\.figure: result/,
      );
    });
  }

  it('say which column is missing', () => {
    const summary = [{ ...result.tables.summary[0], pearson: undefined as never }];
    const tables = { ...result.tables, summary };
    assert.throws(
      () => plot({ ...result, tables }),
      /summary\[0\]\.pearson must be a value of a table/,
    );
  });
});

describe('texts of figures', () => {
  const hostileText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '\ud800',
      'a\udfffb',
      '\u0000\u001b',
      ']]>',
      '<!--',
      '&amp;',
      '"\'><script>x()</script>',
    ),
    fc.constantFrom(
      '<a href="https://x.y">b</a>',
      '<A HREF=javascript:x()>b',
      '<img src=x onerror=x()>',
    ),
  );
  const textual = (words: string): plots.Figure =>
    plots.compose({
      ...{ title: words, caption: words, legend: words, slider: { name: words, labels: [words] } },
      rows: [
        [
          {
            ...{ title: words, x: words, y: { label: words, categories: [words] } },
            marks: [
              plots.bar([{ x: 1, y: 0, label: words }], { name: words }),
              plots.text([{ x: 1, y: 0, label: words }]),
              plots.dot([{ x: 1, y: 0 }], { name: `${words}2` }),
            ],
          },
        ],
      ],
    });

  it('make a picture that is well-formed, with no link and no element of theirs', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (words) => {
        const svg = await plots.toSvg(textual(words));
        const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
        assert.equal(document.documentElement.tagName, 'svg');
        assert.equal(document.querySelectorAll('a, script, img, foreignObject').length, 0);
      }),
      { seed: 1, numRuns: 12 },
    );
  }).timeout(60_000);

  it('make a page with no link and no element of theirs', () => {
    fc.assert(
      fc.property(hostileText, (words) => {
        const id = `"><b>${words.replace(/\s/g, '')}`;
        const rows = [{ [words]: words }];
        const page = plots.toPage(words, [
          { id, figure: textual(words), rows, parameters: { words } },
        ]);
        assert.ok(!/\p{Surrogate}/u.test(page));
        // The scripts and styles of the page are its own.
        const own = page.replace(/<(script|style)>[^]*?<\/\1>/g, '');
        const { document } = new JSDOM(own).window;
        assert.equal(document.querySelectorAll('img, script, b').length, 0);
        const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href'));
        assert.deepEqual(
          links.map((link) => link?.[0]),
          ['#'],
        );
        const json =
          /workbenchFigure\(document[^]*?, (\{[^]*\})\);<\/script>/.exec(page)?.[1] ?? '';
        assert.ok(
          !/<(?!\/?(?:b|i|s|u|em|sub|sup|span|extra|br ?\/?)>|span style=)/i.test(
            JSON.stringify(JSON.parse(json)),
          ),
        );
      }),
      { seed: 1, numRuns: 12 },
    );
  });

  it('keep the marks that Plotly draws', async () => {
    const svg = await plots.toSvg(textual('a <b>bold</b> w<sub>ij</sub> < 5'));
    const { document } = new JSDOM(svg, { contentType: 'image/svg+xml' }).window;
    const title = document.querySelector('.gtitle');
    assert.equal(title?.textContent.replace('\u200b', ''), 'a bold wij\u200b < 5');
    assert.match(document.querySelector('title')?.textContent ?? '', /^a bold wij < 5$/);
  });
});
