import assert from 'node:assert/strict';
import {
  bar,
  cells,
  compose,
  dot,
  estimates,
  inRows,
  line,
  points,
  rowsOf,
  rule,
  tableOf,
  text,
  trend,
  where,
  type Mark,
  type Panel,
} from '../../lib/plot/index.js';

const panel = (...marks: Mark[]): Panel => ({ title: 'a panel', x: 'x', y: 'y', marks });
const figureOf = (...panels: Panel[]) => compose({ title: 'T', caption: 'C.', rows: [panels] });
const xs = points([1, 2, 3], [1, 4, 9]);

describe('marks', () => {
  it('become traces on the axes of their panel', () => {
    const { data } = figureOf(panel(line(xs)), panel(dot(xs), bar(xs)));
    assert.deepEqual(
      data.map(({ type, mode, xaxis, yaxis }) => [type, mode, xaxis, yaxis]),
      [
        ['scatter', 'lines', 'x', 'y'],
        ['scatter', 'markers', 'x2', 'y2'],
        ['bar', undefined, 'x2', 'y2'],
      ],
    );
  });

  it('show intervals as a band of a line and as bars of points', () => {
    const rows = [1, 2].map((x) => ({ x, v: x, vLow: x - 0.5, vHigh: x + 0.25 }));
    const found = estimates(rows, ({ x }) => x, 'v');
    const [band, plain] = figureOf(panel(line(found))).data;
    assert.equal(band.fill, 'toself');
    assert.deepEqual(band.y, [1.25, 2.25, 1.5, 0.5]);
    assert.equal(plain.error_y, undefined);
    const [dotted] = figureOf(panel(line(found, { dots: true }))).data;
    const { array, arrayminus } = dotted.error_y as { array: number[]; arrayminus: number[] };
    assert.deepEqual(
      [array, arrayminus],
      [
        [0.25, 0.25],
        [0.5, 0.5],
      ],
    );
  });

  it('of one name have one colour and one entry in the legend', () => {
    const { data } = figureOf(
      panel(line(xs, { name: 'a' }), line(xs, { name: 'b' })),
      panel(line(xs, { name: 'b' }), line(xs, { name: 'a' })),
    );
    const colours = data.map((trace) => (trace.line as { color: string }).color);
    assert.deepEqual([colours[0], colours[1]], [colours[3], colours[2]]);
    assert.notEqual(colours[0], colours[1]);
    assert.deepEqual(
      data.map(({ showlegend }) => showlegend),
      [true, true, false, false],
    );
  });

  it('leave out a legend of a single name', () => {
    const { data } = figureOf(panel(line(xs, { name: 'a' })));
    assert.equal(data[0].showlegend, false);
  });

  it('are the rows of the table; texts and unnamed rules are not', () => {
    const rows = tableOf(
      figureOf(panel(dot(xs, { name: 'a' }), text(xs), rule(xs), rule(xs.slice(1), { name: 'r' }))),
    );
    assert.deepEqual(
      rows.map(({ series, x, y }) => [series, x, y]),
      [...[1, 2, 3].map((x) => ['a', x, x * x]), ['r', 2, 4], ['r', 3, 9]],
    );
  });
});

describe('cells', () => {
  it('are centred on the middle of the diverging scale', () => {
    const [{ zmin, zmax }] = figureOf(
      panel(cells([[1, 4]], { scale: 'diverging', middle: 2 })),
    ).data;
    assert.deepEqual([zmin, zmax], [0, 4]);
  });

  it('with a colour bar share its range', () => {
    const { data, layout } = figureOf(
      panel(cells([[1, 4]], { bar: 'weight' })),
      panel(cells([[-1, 2]], { bar: 'weight' })),
    );
    const { cmin, cmax } = layout.coloraxis as { cmin: number; cmax: number };
    assert.deepEqual([cmin, cmax], [-1, 4]);
    assert.ok(data.every(({ coloraxis }) => coloraxis === 'coloraxis'));
  });

  it('in doubt have no colour, and a zero no sign', () => {
    const [{ z, text: written }] = figureOf(
      panel(
        cells([[3, -0.001, null]], {
          scale: 'diverging',
          doubtful: [[true, false, false]],
          format: (value) => `${value.toFixed(1)} %`,
        }),
      ),
    ).data;
    assert.deepEqual(z, [[0, -0.001, null]]);
    assert.deepEqual(written, [['3.0 %', '0.0 %', '']]);
  });
});

describe('helpers of compositions', () => {
  it('trend is the least-squares line between the ends', () => {
    const { points: ends } = trend(points([0, 1, 2], [1, 3, 5]));
    assert.deepEqual(ends, [
      { x: 0, y: 1 },
      { x: 2, y: 5 },
    ]);
    assert.deepEqual(trend(points([1, 1], [0, 2])).points, []);
  });

  it('refuse parts of another kind', () => {
    const calls: Record<string, () => unknown> = {
      'points: y must have 2 entries as x, got Array of length 1': () => points([1, 2], [1]),
      'line: mark.colour must be an integer of at least 0, got NaN': () =>
        line(xs, { colour: NaN }),
      'estimates: cell b must be a number or null, got undefined': () =>
        estimates([{ a: 1 }], ({ a }) => a, 'b'),
      'inRows: columns must be an integer of at least 1, got 0': () => inRows([panel()], 0),
      'rowsOf: values must fill rows of 2 columns, got 3 numbers': () => rowsOf([1, 2, 3], 2),
    };
    for (const [message, call] of Object.entries(calls)) assert.throws(call, { message });
  });

  it('cells without a value have a finite scale', () => {
    const [trace] = figureOf(panel(cells([[null, NaN]]))).data;
    assert.deepEqual([trace.zmin, trace.zmax], [-0.5, 0.5]);
  });

  it('leave blank what is not finite', () => {
    const [trace] = figureOf(panel(line(points([1, 2, 3], [1, NaN, Infinity])))).data;
    assert.deepEqual(trace.y, [1, null, null]);
    assert.deepEqual(trend(points([0, 1, 2, 3], [1, 3, 5, null])).points[1], { x: 2, y: 5 });
  });

  it('where keeps the rows that have every cell', () => {
    const rows = [1, 2].flatMap((a) => ['p', 'q'].map((b) => ({ a, b })));
    assert.deepEqual(where(rows, { a: 2, b: 'p' }), [{ a: 2, b: 'p' }]);
  });

  it('inRows keeps the order', () => {
    const [a, b, c] = [panel(), panel(), panel()];
    assert.deepEqual(inRows([a, b, c], 2), [[a, b], [c]]);
  });
});

describe('a slider', () => {
  const figure = compose({
    title: 'T',
    caption: 'C.',
    rows: [[panel(line(xs), dot(xs, { step: 0 }), dot(xs, { step: 1 }))]],
    slider: { name: 'T', labels: ['a', 'b'], active: 1 },
  });

  it('shows the marks of its step beside those of all', () => {
    const [{ steps, active }] = figure.layout.sliders as [
      { active: number; steps: { args: [{ visible: boolean[] }] }[] },
    ];
    assert.equal(active, 1);
    assert.deepEqual(
      steps.map(({ args: [{ visible }] }) => visible),
      [
        [true, true, false],
        [true, false, true],
      ],
    );
    assert.deepEqual(
      figure.data.map(({ visible }) => visible),
      [true, false, true],
    );
  });
});
