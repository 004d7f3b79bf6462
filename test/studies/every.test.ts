import assert from 'node:assert/strict';
import { join } from 'node:path';
import { referenceOf, type Schema } from '../../lib/parameters/index.js';
import { titleOf, type Figure } from '../../lib/plot/figure.js';
import { STUDIES, type AnyResult, type Row, type RunOptions } from '../../lib/studies/index.js';
import { randomHessians } from '../../lib/market/index.js';
import { networkStream } from '../../lib/studies/market/parameters.js';
import { trainedHessians } from '../../lib/studies/market/trainedHessians.js';
import { temporaryFolder } from '../support/folders.js';
import { SMALL, type StudyName } from '../support/smallStudies.js';

/** The studies that vary the ensemble of the Hessians, and so accept no measured ones. */
const STUDIES_OF_ENSEMBLES: readonly StudyName[] = ['choices'];

const SAYS =
  'the Hessians are measured on trained networks, scaled so that masking every input costs 1';

interface AnyStudy {
  readonly name: StudyName;
  readonly command: string;
  readonly section: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly parameters: Schema;
  readonly figure: (result: AnyResult) => Figure;
  readonly report: (result: AnyResult) => string;
  (given?: object, options?: RunOptions): Promise<AnyResult>;
}

const studies = STUDIES as unknown as readonly AnyStudy[];

describe('STUDIES', () => {
  it('have unique names and commands', () => {
    for (const key of ['name', 'command'] as const) {
      assert.equal(new Set(studies.map((study) => study[key])).size, studies.length);
    }
    assert.deepEqual(Object.keys(SMALL).sort(), studies.map(({ name }) => name).sort());
  });
});

for (const study of studies) {
  const { given, pieces } = SMALL[study.name];
  let whole: Promise<AnyResult> | undefined;
  /** The study's result with one worker, computed once. */
  const run = (): Promise<AnyResult> => (whole ??= study(given, { workers: 1 }));

  describe(`the study ${study.name}`, function () {
    this.timeout(60_000);
    const folder = temporaryFolder();

    it('gives the same bytes with one worker, with two, and from a journal', async () => {
      const first = JSON.stringify(await run());
      const journal = join(folder(), 'journal.jsonl');
      const stop = new AbortController();
      const stopped = study(given, {
        ...{ journal, workers: 1, signal: stop.signal },
        onProgress: ({ done }) => {
          if (done === 1) stop.abort(new Error('stop'));
        },
      });
      await assert.rejects(stopped, /stop/);
      const seen: number[][] = [];
      const resumed = await study(given, {
        ...{ journal, workers: 2 },
        onProgress: ({ done, total, resumed: before }) => seen.push([done, total, before]),
      });
      assert.equal(JSON.stringify(resumed), first);
      const [done, total, before] = seen[0];
      assert.equal(total, pieces);
      assert.ok(done === before && done >= 1 && done < pieces, `${done} resumed`);
      assert.deepEqual(seen.at(-1), [pieces, pieces, before]);
    });

    it('gives other tables for another seed', async () => {
      assert.notDeepEqual((await study({ ...given, seed: 8 })).tables, (await run()).tables);
    });

    it('refuses an unknown name, 0 networks, a confidence of 1 and options that are not an object', async () => {
      await assert.rejects(
        study({ ...given, tempreature: 1 }),
        /options must be among .*got "tempreature"/,
      );
      await assert.rejects(
        study({ ...given, networks: 0 }),
        /networks must be an integer of at least 1, got 0/,
      );
      await assert.rejects(
        study({ ...given, confidence: 1 }),
        /confidence must lie between 0 and 1/,
      );
      await assert.rejects(study(5 as never), /options must be an object, got 5/);
    });

    it('refuses more than fits into the memory, before any work', async () => {
      const huge = [
        { networks: 1e9 },
        ...('width' in study.parameters ? [{ width: 1e9 }, { hidden: 1e9 }] : []),
      ];
      for (const given of huge) {
        await assert.rejects(study(given), {
          name: 'InvalidArgumentError',
          message: new RegExp(`^${study.name}: .* must fit into the available memory, .* GB$`),
        });
      }
    });

    it('states every parameter with a meaning and a default that its check allows', () => {
      for (const [name, parameter] of Object.entries(study.parameters)) {
        assert.ok(parameter.about.length > 2, name);
        parameter.check(study.name, name, parameter.default);
      }
      for (const row of referenceOf(study.parameters)) assert.notEqual(row.default, '', row.name);
    });

    it('returns its parameters, given ones over the defaults', async () => {
      const { parameters } = await run();
      const expected = Object.fromEntries(
        Object.entries(study.parameters).map(([name, { default: value }]) => [
          name,
          (given as Record<string, unknown>)[name] ?? value,
        ]),
      );
      assert.deepEqual(parameters, expected);
    });

    it('has only cells in its tables, and its columns in the summary', async () => {
      const { tables } = await run();
      const summary = tables.summary as readonly Row[];
      assert.ok(summary.length > 0);
      for (const column of study.columns) assert.ok(column in summary[0], column);
      for (const [table, rows] of Object.entries(tables) as [string, Row[]][]) {
        if (table === 'hessians') continue;
        for (const value of rows.flatMap((row) => Object.values(row))) {
          const cell =
            value === null ||
            typeof value === 'string' ||
            typeof value === 'boolean' ||
            (typeof value === 'number' && Number.isFinite(value));
          assert.ok(cell, `${table}: ${String(value)}`);
        }
      }
    });

    it('reports its result as a table in Markdown and plots it with a title', async () => {
      const result = await run();
      assert.match(study.report(result), /^\| .* \|\n\| --- \|/);
      assert.notEqual(titleOf(study.figure(result)), '');
    });

    if (!('measured' in study.parameters)) return;
    const ensemble = (network: number): number[] =>
      Array.from(randomHessians(8, networkStream(7, network).split('hessians')));
    const trained = (network: number): number[] => Array.from(trainedHessians(network));
    const text = (result: AnyResult): string =>
      JSON.stringify(study.figure(result).layout).replaceAll('<br>', ' ');

    if (!STUDIES_OF_ENSEMBLES.includes(study.name)) {
      it('accepts measured Hessians in place of sampled ones, network by network', async () => {
        const measured = [0, 1].map(ensemble);
        const { tables } = await study({ ...given, hessians: 'measured', measured });
        assert.deepEqual(tables, (await run()).tables);
        const reversed = [...measured].reverse();
        const other = await study({ ...given, hessians: 'measured', measured: reversed });
        assert.notDeepEqual(other.tables, tables);
        await assert.rejects(
          study({ ...given, hessians: 'measured', measured: [ensemble(0)] }),
          /measured must hold Hessians for 2 networks, got 1/,
        );
      });
    }

    it('accepts scaled Hessians of trained networks and names them in its caption', async () => {
      const found = await study({ ...given, hessians: 'trained' });
      const measured = [0, 1].map(trained);
      const same = await study({ ...given, hessians: 'measured', measured });
      assert.deepEqual(found.tables, same.tables);
      assert.notDeepEqual(found.tables, (await run()).tables);
      assert.ok(text(found).includes(SAYS), text(found));
      assert.ok(!text(same).includes(SAYS));
      const one = Array.isArray(study.parameters.peers.default) ? [9] : 9;
      await assert.rejects(study({ ...given, hessians: 'trained', peers: one }), {
        name: 'InvalidArgumentError',
        message: `${study.name}: peers must be 8 where hessians is trained, got 9`,
      });
      await assert.rejects(study({ ...given, hessians: 'trained', networks: 9 }), {
        name: 'InvalidArgumentError',
        message: `${study.name}: networks must be at most 8 where hessians is trained, got 9`,
      });
    });
  });
}
