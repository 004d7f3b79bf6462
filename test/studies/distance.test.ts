import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { distance, STUDIES, use, WAYS, type AnyStudy } from '../../lib/studies/index.js';
import { HEADER_BYTES } from '../../lib/network/transport/frames.js';
import { ROOT, temporaryFolder } from '../support/folders.js';
import { forgettingOwn } from '../support/own.js';
import { itRejects } from '../support/refusals.js';

const TINY = {
  ...{ networks: 1, peers: 2, hidden: 4, width: 4, batch: 8, rounds: 4, checkpoints: 2 },
};
/** Bytes of a round of TINY: two peers send x twice and are sent an answer and send a gradient, 4 a number. */
const ROUND_BYTES = 2 * 4 * TINY.batch * (2 * 64 + 2 * TINY.width);

const entry = (name: string): string =>
  pathToFileURL(join(ROOT, 'dist', 'lib', 'entry', `${name}.js`)).href;

/** A study whose pieces each take a while, and give their begin and end. */
const MODULE = `import { COMMON, defineStudy } from '${entry('studies')}';
export const stopwatch = defineStudy({
  name: 'stopwatch', title: 'A study', columns: ['begin', 'end'],
  parameters: COMMON,
  measured: () => true,
  work: async () => {
    const now = () => performance.timeOrigin + performance.now();
    const begin = now();
    await new Promise((resolve) => setTimeout(resolve, 60));
    return { begin, end: now() };
  },
  tables: ([{ networks }]) => ({ summary: networks.map((one) => ({ ...one })) }),
});
`;

describe('the study distance', function () {
  this.timeout(120_000);

  it('predicts c + 2d a round, and the same B and bytes for every delay but none', async () => {
    const { tables } = await distance({ ...TINY, delays: [0, 10, 200], compute: 0.5 });
    const [none, short, long] = tables.summary;
    for (const { delay, seconds, measured } of tables.summary) {
      const expected = TINY.rounds * (0.5 + (2 * delay) / 1000);
      assert.ok(Math.abs((seconds ?? 0) - expected) < 1e-9, `${delay}: ${seconds}`);
      assert.equal(measured, false);
    }
    assert.equal(short.benchmark, long.benchmark);
    assert.notEqual(short.benchmark, none.benchmark);
    assert.deepEqual(
      tables.summary.map(({ bytes }) => bytes),
      [0, 0, 0].map(() => TINY.rounds * ROUND_BYTES),
    );
    assert.deepEqual(
      tables.course.slice(0, 3).map(({ round, bytes }) => [round, bytes]),
      [0, 2, 4].map((round) => [round, round * ROUND_BYTES]),
    );
  });

  it('trains over every way: real time is no shorter than the delays, bytes are those predicted', async () => {
    const delay = 20;
    const { tables } = await distance({ ...TINY, delays: [delay], ways: [...WAYS] });
    const [virtual, ...real] = tables.summary;
    assert.deepEqual(
      real.map(({ way, measured, lost }) => [way, measured, lost]),
      [
        ['inProcess', true, 0],
        ['threads', true, 0],
        ['libp2p', true, 0],
      ],
    );
    for (const { way, seconds, predicted, ratio, bytes, benchmark } of real) {
      assert.ok((seconds ?? 0) >= (TINY.rounds * 2 * delay) / 1000, `${way}: ${seconds} s`);
      assert.equal(predicted, virtual.seconds);
      assert.ok(Math.abs((ratio ?? 0) - (seconds ?? 0) / (predicted ?? 0)) < 1e-9);
      // A call of each peer each round has request, answer, gradient and its receipt.
      const frames = way === 'libp2p' ? 2 * TINY.rounds * 4 * HEADER_BYTES : 0;
      assert.equal(bytes, (virtual.bytes ?? 0) + frames, way);
      // Gradients that come a step earlier or later move B in its last digits.
      assert.ok(Math.abs((benchmark ?? 0) / (virtual.benchmark ?? 1) - 1) < 0.01, way);
    }
    const before = tables.course.filter(({ round }) => round === 0);
    assert.equal(new Set(before.map(({ benchmark }) => benchmark)).size, 1);
    assert.equal(tables.course.length, WAYS.length * 3);
  });

  it('says which packages are missing where libp2p is not installed', async () => {
    const hooks = `export const resolve = (name, context, next) => {
      if (name === 'libp2p') throw new Error('Cannot find package ' + name);
      return next(name, context);
    };`;
    const register = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});`;
    const script = `const { distance } = require(${JSON.stringify(join(ROOT, 'dist', 'lib', 'entry', 'studies.js'))});
      distance(${JSON.stringify({ ...TINY, delays: [0], ways: ['libp2p'] })})
        .then(() => console.log('ran'), (error) => console.log(error.message));`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...['--import', `data:text/javascript,${encodeURIComponent(register)}`],
      ...['-e', script],
    ]);
    assert.match(
      stdout,
      /startNode: the packages of libp2p must be installed .*; npm install libp2p/,
    );
  });

  itRejects('distance', [
    {
      what: 'a way that is named twice',
      call: () => distance({ ...TINY, ways: ['virtual', 'virtual'] }),
      rule: 'ways must be named once each',
      value: 'virtual twice',
    },
    {
      what: 'a negative delay',
      call: () => distance({ ...TINY, delays: [-1] }),
      rule: 'delays must be a finite number of at least 0',
      value: '-1',
    },
    {
      what: 'a delay of more than a day',
      call: () => distance({ ...TINY, delays: [1e9] }),
      rule: 'delays, compute and timeout must be at most a day',
      value: '1000000 s',
    },
    {
      what: 'another engine than this machine where time is measured',
      call: () => distance({ ...TINY, ways: ['inProcess'] }, { engine: 'bullmq' }),
      rule: "engine must be 'threads' where time is measured",
      value: "'bullmq'",
    },
  ]);
});

describe('a study that measures time', () => {
  const folder = temporaryFolder();
  forgettingOwn();

  it('has its pieces performed one at a time, whatever the number of workers', async () => {
    const path = join(folder(), 'stopwatch.mjs');
    writeFileSync(path, MODULE);
    await use(path);
    const stopwatch = STUDIES.find(({ name }) => (name as string) === 'stopwatch') as AnyStudy &
      ((given: object, options: object) => Promise<{ tables: { summary: object[] } }>);
    const { tables } = await stopwatch({ networks: 3 }, { workers: 3 });
    const times = tables.summary as { begin: number; end: number }[];
    for (const [at, { begin }] of times.slice(1).entries()) {
      assert.ok(begin >= times[at].end, `${begin} before ${times[at].end}`);
    }
  });
});
