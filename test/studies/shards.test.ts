import { deepEqual, equal, ok, rejects, throws } from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { piecesOf } from '../../lib/studies/run/shard.js';
import { readParts, writeMerged } from '../../lib/studies/run/merge.js';
import { figure4, sybils, type Progress } from '../../lib/studies/index.js';
import { run } from '../support/commandLine.js';
import { temporaryFolder } from '../support/folders.js';

const GIVEN = { networks: 5, peers: 3, ratios: [10, 50], maxSteps: 30 };

describe('parts of a run', () => {
  const folder = temporaryFolder();
  const path = (name: string): string => join(folder(), name);

  async function parts(of: number, given: object = GIVEN): Promise<string[]> {
    const paths = Array.from({ length: of }, (_, at) => path(`part-${at + 1}-of-${of}.jsonl`));
    for (const [at, journal] of paths.entries()) {
      await figure4.part(given, { part: at + 1, of }, { journal, workers: 1 });
    }
    return paths;
  }

  it('have every piece once, for any number of parts', () => {
    for (const total of [1, 2, 5, 16]) {
      for (let of = 1; of <= total; of++) {
        const all = Array.from({ length: of }, (_, at) => piecesOf({ part: at + 1, of }, total));
        deepEqual(
          all.flat().sort((a, b) => a - b),
          [...Array(total).keys()],
        );
        ok(all.every(({ length }) => length >= Math.floor(total / of)));
      }
    }
  });

  it('are joined, in any order, to the bytes of one run', async () => {
    const wanted = JSON.stringify(await figure4(GIVEN, { workers: 1 }));
    for (const of of [1, 2, 5]) {
      const paths = await parts(of);
      const read = await readParts('test', [...paths].reverse());
      writeMerged('test', read, figure4.plan(GIVEN).pieces, path('whole.jsonl'));
      const steps: Progress[] = [];
      const result = await figure4(GIVEN, {
        journal: path('whole.jsonl'),
        onProgress: (progress) => steps.push(progress),
      });
      equal(JSON.stringify(result), wanted);
      deepEqual(steps, [{ done: 5, total: 5, resumed: 5 }], 'nothing is performed again');
    }
  });

  it('go on from their own journal, and not from that of another part or of a whole run', async () => {
    const journal = path('a.jsonl');
    const controller = new AbortController();
    const stopped = figure4.part(
      GIVEN,
      { part: 1, of: 2 },
      {
        ...{ journal, workers: 1, signal: controller.signal },
        onProgress: ({ done }) => {
          if (done === 1) controller.abort(new Error('stop'));
        },
      },
    );
    await rejects(stopped, /stop/);
    const steps: Progress[] = [];
    const done = await figure4.part(
      GIVEN,
      { part: 1, of: 2 },
      {
        ...{ journal, workers: 1, onProgress: (progress) => steps.push(progress) },
      },
    );
    deepEqual(done, { pieces: 3, total: 5 });
    deepEqual([steps[0].resumed, steps[0].total], [1, 3]);
    const other = figure4.part(GIVEN, { part: 2, of: 2 }, { journal });
    await rejects(other, /must belong to the same study and parameters, got part/);
    await rejects(
      figure4(GIVEN, { journal }),
      /must belong to the same study and parameters, got part/,
    );
  });

  it('are refused with a sentence where they do not fit', async () => {
    const [first, second] = await parts(2);
    copyFileSync(first, path('copy.jsonl'));
    await figure4.part({ ...GIVEN, seed: 9 }, { part: 2, of: 2 }, { journal: path('seed.jsonl') });
    await figure4.part(GIVEN, { part: 2, of: 3 }, { journal: path('thirds.jsonl') });
    await sybils.part(
      { networks: 2, peers: 3, maxSteps: 5, identities: [0] },
      { part: 2, of: 2 },
      {
        journal: path('sybils.jsonl'),
      },
    );
    await figure4({ ...GIVEN, networks: 2 }, { journal: path('run.jsonl') });
    writeFileSync(path('text.jsonl'), 'something else\n');
    for (const [paths, message] of [
      [[], /the files of all parts must be given, got none/],
      [[first], /all 2 parts must be given, got none for 2/],
      [[first, path('copy.jsonl')], /must be another part than .*copy\.jsonl, got the same/],
      [
        [first, path('seed.jsonl')],
        /seed\.jsonl must be a part of the same run as .*, got seed 9 instead of 7/,
      ],
      [[first, path('thirds.jsonl')], /got parts 3 instead of 2/],
      [
        [first, path('sybils.jsonl')],
        /must be a part of the same run.*study "sybils" instead of "figure4"/,
      ],
      [[first, path('none.jsonl')], /none\.jsonl must be a file, got none/],
      [[path('run.jsonl')], /must be what --shard wrote, got the journal of a whole run/],
      [[path('text.jsonl')], /must be a journal, got something else on line 1/],
    ] as const) {
      await rejects(readParts('test', paths), message);
    }
    const lines = readFileSync(second, 'utf8').trimEnd().split('\n');
    writeFileSync(path('short.jsonl'), `${lines.slice(0, -1).join('\n')}\n`);
    const short = await readParts('test', [first, path('short.jsonl')]);
    throws(() => {
      writeMerged('test', short, 5, path('whole.jsonl'));
    }, /short\.jsonl must be finished, got 1 of 2 pieces; run part 2 again to go on/);
    ok(!existsSync(path('whole.jsonl')));
  });

  it('are made and merged on the command line', async () => {
    const words = ['figure', '4', '--networks', '3', '--peers', '3', '--max-steps', '20'];
    const whole = await run([...words, '--out', 'whole'], folder());
    equal(whole.code, 0, whole.stderr);
    for (const part of [1, 2]) {
      const { code, stdout } = await run(
        [...words, '--shard', `${part}/2`, '--out', 'parts'],
        folder(),
      );
      equal(code, 0);
      ok(stdout.includes(`parts/figure-4.part-${part}-of-2.jsonl`), stdout);
    }
    const files = [1, 2].map((part) => `parts/figure-4.part-${part}-of-2.jsonl`);
    const merged = await run(['merge', ...files, '--out', 'merged'], folder());
    equal(merged.code, 0, merged.stderr);
    for (const name of ['figure-4.json', 'figure-4.svg']) {
      ok(readFileSync(path(`whole/${name}`)).equals(readFileSync(path(`merged/${name}`))), name);
    }
    for (const [given, message] of [
      [['merge', files[0], '--out', 'other'], 'all 2 parts must be given'],
      [[...words, '--shard', '3'], '--shard must be a part of a number of parts, such as 3/16'],
      [[...words, '--shard', '0/3'], 'part of a run must be an integer from 1 to 3'],
      [[...words, '--shard', '1/4'], 'parts of a run must be an integer from 1 to 3'],
    ] as const) {
      const { code, stderr } = await run(given, folder());
      equal(code, 2);
      ok(stderr.includes(message), stderr);
    }
  });
});
