import assert from 'node:assert/strict';
import Module from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataFrame } from 'danfojs-node';
import {
  formula,
  InterruptedError,
  interruptible,
  pause,
  progress,
  show,
  table,
} from '../../lib/notebook/index.js';
import { type Figure } from '../../lib/plot/index.js';
import { itRefuses } from '../support/refusals.js';

const ROWS = [
  { ratio: 10, pearson: 0.123456, name: 'a <b>' },
  { ratio: 2.5, pearson: null, name: 'c' },
];

const FIGURE: Figure = {
  data: [{ type: 'scatter', x: new Float64Array([1, 2]), y: [3, Number.NaN] }],
  layout: { width: 300, height: 200, title: { text: 'Of <i>two</i> points' } },
};

const SLIDING: Figure = {
  ...FIGURE,
  layout: {
    ...FIGURE.layout,
    sliders: [
      { steps: ['one', 'two'].map((name) => ({ label: name, method: 'animate', args: [[name]] })) },
    ],
    updatemenus: [
      { type: 'buttons', buttons: [{ label: 'Play', method: 'animate', args: [null] }] },
    ],
  },
  frames: ['one', 'two'].map((name, at) => ({ name, data: [{ y: [at, 1] }] })),
};

/** The text that `act` writes to a stream of this process. */
async function written(stream: NodeJS.WriteStream, act: () => unknown): Promise<string> {
  const write = stream.write.bind(stream);
  let text = '';
  stream.write = (part: string | Uint8Array) => {
    text += String(part);
    return true;
  };
  try {
    await act();
  } finally {
    stream.write = write;
  }
  return text;
}

describe('lib/notebook in a plain script', () => {
  it('show prints the title and the number of traces', async () => {
    assert.equal(await written(process.stdout, () => show(FIGURE)), 'Of two points (1 trace)\n');
    const untitled = { data: [], layout: { width: 1, height: 1 } };
    assert.equal(await written(process.stdout, () => show(untitled)), 'Figure (0 traces)\n');
    await assert.rejects(show(undefined as never), /^InvalidArgumentError: show: figure must be/);
  });

  it('table aligns columns, with headings, a caption and an end', async () => {
    const text = await written(process.stdout, () => {
      table(ROWS, {
        columns: ['ratio', 'pearson'],
        headings: { ratio: 'α/τ' },
        caption: 'Both',
        most: 1,
      });
    });
    assert.equal(text, 'Both\nα/τ  pearson\n 10   0.1235\n… and 1 more rows\n');
  });

  it('table shows a data frame as its rows', async () => {
    const frame = new DataFrame(ROWS);
    const [framed, plain] = [
      await written(process.stdout, () => {
        table(frame);
      }),
      await written(process.stdout, () => {
        table(ROWS);
      }),
    ];
    assert.equal(framed, plain);
    assert.match(plain, /2\.5 +–/);
  });

  it('table shows no rows as an empty table', async () => {
    assert.equal(
      await written(process.stdout, () => {
        table([]);
      }),
      '\n',
    );
  });

  it('formula prints its LaTeX', async () => {
    assert.equal(
      await written(process.stdout, () => {
        formula(' a = b ');
      }),
      'a = b\n',
    );
  });

  it('progress prints the first and the last state and few others', async () => {
    const text = await written(process.stderr, () => {
      const update = progress('study');
      for (let done = 0; done <= 100; done++) update({ done, total: 100, resumed: 0 });
    });
    assert.equal(text, 'study: 0 of 100, time left not known yet\nstudy: 100 of 100, 0 s taken\n');
  });

  it('interruptible aborts all of its signals on SIGINT, and leaves the next one to the process', async () => {
    const [one, other] = [interruptible(), interruptible()];
    await pause(one);
    const listeners = process.listenerCount('SIGINT');
    process.kill(process.pid, 'SIGINT');
    while (!one.aborted) await sleep(1);
    assert.equal(other.aborted, true);
    await assert.rejects(pause(other), InterruptedError);
    assert.equal(process.listenerCount('SIGINT'), listeners - 1);
    assert.equal(interruptible().aborted, false);
    await pause();
    process.removeAllListeners('SIGINT');
  });

  itRefuses('table', [
    {
      what: 'an unknown option',
      call: () => {
        table(ROWS, { rows: 3 } as object);
      },
      rule: 'options must be among columns, headings, caption, most',
      value: '"rows"',
    },
    {
      what: 'an unknown column',
      call: () => {
        table(ROWS, { columns: ['tau'] });
      },
      rule: 'columns must be among ratio, pearson, name',
      value: '"tau"',
    },
    {
      what: 'a value without rows',
      call: () => {
        table(3 as never);
      },
      rule: 'rows must be objects in an array, or a data frame',
      value: '3',
    },
    {
      what: 'no rows at most',
      call: () => {
        table(ROWS, { most: 0 });
      },
      rule: 'most must be an integer of at least 1',
      value: '0',
    },
  ]);
  itRefuses('formula', [
    {
      what: 'an empty text',
      call: () => {
        formula(' ');
      },
      rule: 'latex must be an equation in LaTeX',
      value: '" "',
    },
  ]);
});

interface Shown {
  readonly content: { data: Record<string, unknown>; transient: { display_id?: string } };
  readonly update: boolean;
}

describe('lib/notebook in a cell', () => {
  const path = '/anywhere/tslab/dist/jupyter.js';
  let shown: Shown[] = [];

  beforeEach(() => {
    shown = [];
    const kernel = new Module(path);
    kernel.exports = {
      lastWriteDisplayData: (content: Shown['content'], update: boolean) =>
        shown.push({ content, update }),
    };
    require.cache[path] = kernel;
  });
  afterEach(() => {
    Reflect.deleteProperty(require.cache, path);
  });

  it('show writes one output with an interactive figure as an object, a picture and a line', async () => {
    await show(FIGURE);
    const [{ content, update }] = shown;
    assert.equal(shown.length, 1);
    assert.equal(update, false);
    assert.deepEqual(Object.keys(content.data), [
      'application/vnd.plotly.v1+json',
      'image/svg+xml',
      'text/plain',
    ]);
    const figure = content.data['application/vnd.plotly.v1+json'] as Figure;
    assert.deepEqual(figure.data, [{ type: 'scatter', x: [1, 2], y: [3, null] }]);
    assert.match(String(content.data['image/svg+xml']), /^<svg/);
    assert.equal(content.data['text/plain'], 'Of two points (1 trace)');
    assert.ok(FIGURE.data[0].x instanceof Float64Array);
  });

  it('show keeps sliders, buttons and frames, with a picture of the initial state', async () => {
    await show(SLIDING);
    const figure = shown[0].content.data['application/vnd.plotly.v1+json'] as Figure;
    assert.equal(figure.frames?.length, 2);
    assert.match(String(shown[0].content.data['image/svg+xml']), /Play/);
  });

  it('show repeats its output for the same figure', async () => {
    await show(SLIDING);
    await show(SLIDING);
    assert.deepEqual(shown[0], shown[1]);
  });

  it('table writes HTML without marks of its cells', () => {
    table(ROWS);
    assert.match(
      String(shown[0].content.data['text/html']),
      /<td>0\.1235<\/td><td>a &lt;b&gt;<\/td>/,
    );
  });

  it('progress replaces one bar in place', () => {
    const update = progress('study');
    for (let done = 0; done <= 100; done++) update({ done, total: 100, resumed: 0 });
    assert.deepEqual(
      shown.map((one) => one.update),
      [false, true],
    );
    assert.equal(new Set(shown.map(({ content }) => content.transient.display_id)).size, 1);
    assert.match(
      String(shown[1].content.data['text/html']),
      /value="100" max="100".*100 of 100<small>, 0 s taken/,
    );
  });

  it('formula writes LaTeX between dollar signs', () => {
    formula('a = b');
    assert.deepEqual(shown[0].content.data, { 'text/latex': '$$a = b$$', 'text/plain': 'a = b' });
  });
});
