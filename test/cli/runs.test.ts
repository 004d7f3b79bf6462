import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { type Figure4 } from '../../lib/studies/index.js';
import { run } from '../support/commandLine.js';
import { temporaryFolder } from '../support/folders.js';

const FEW = ['--networks', '2', '--peers', '3', '--max-steps', '20'];

describe('kept runs on the command line', () => {
  const folder = temporaryFolder();
  const path = (...parts: string[]): string => join(folder(), ...parts);
  const command = (...words: string[]) => run(words, folder());
  const json = (...parts: string[]): unknown =>
    JSON.parse(readFileSync(path(...parts), 'utf8')) as unknown;

  async function two(): Promise<void> {
    for (const words of [
      ['--name', 'warm', '--tags', 'draft,first'],
      ['--name', 'cold', '--temperature', '0.3'],
    ]) {
      const { code, stderr } = await command('figure', '4', ...FEW, ...words, '--out', 'out');
      equal(code, 0, stderr);
    }
  }

  it('are listed, shown and found by study and tag', async () => {
    equal((await command('runs', 'list', '--out', 'out')).stdout, 'no run is kept in out/runs\n');
    await two();
    const all = await command('runs', 'list', '--out', 'out');
    match(all.stdout, /^ *name +study +networks/);
    match(all.stdout, /cold +figure4 +2/);
    match(all.stdout, /warm +figure4 +2.*draft, first/);
    const tagged = await command('runs', 'list', '--tag', 'draft', '--out', 'out');
    ok(!tagged.stdout.includes('cold'));
    const others = await command('runs', 'list', '--study', 'liveMarket', '--out', 'out');
    match(others.stdout, /no run/);
    const shown = await command('runs', 'show', 'cold', '--out', 'out');
    match(shown.stdout, /temperature +0\.3 +changed/);
    match(shown.stdout, /ratio +pearson/);
  });

  it('are kept again under their name where parameters are left out, as the mechanisms that are compared', async () => {
    const few = ['--networks', '1', '--peers', '3', '--attackers', '1', '--blocks', '4'];
    for (const words of [[], [], ['--mechanisms', 'l1']]) {
      const { code, stderr } = await command('mechanisms', ...few, ...words, '--name', 'rules');
      equal(code, words.length === 0 ? 0 : 2, stderr);
    }
  });

  it('are compared in a table and a picture', async () => {
    await two();
    const { code, stdout } = await command('runs', 'compare', 'warm', 'cold', '--out', 'out');
    equal(code, 0);
    match(stdout, /temperature +1 +0\.3/);
    match(stdout, /pearson/);
    const { rows } = json('out', 'compare-warm-cold.json') as { rows: { quantity: string }[] };
    ok(rows.some(({ quantity }) => quantity === 'nashGap'));
    match(readFileSync(path('out', 'compare-warm-cold.svg'), 'utf8'), /^<svg/);
  });

  it('are exported with the parameters that they differ in, the same numbers in every format', async () => {
    await two();
    const values: Record<string, unknown[]> = {};
    for (const format of ['csv', 'jsonl', 'md', 'parquet']) {
      const words = ['--format', format, '--to', `table.${format}`, '--out', 'out'];
      const { code, stderr } = await command('runs', 'export', 'warm', 'cold', ...words);
      equal(code, 0, stderr);
      const notes = json(`table.${format}.parameters.json`) as { run: { name: string } }[];
      deepEqual(
        notes.map((one) => one.run.name),
        ['warm', 'cold'],
      );
    }
    const lines = readFileSync(path('table.jsonl'), 'utf8').trimEnd().split('\n');
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    deepEqual(Object.keys(rows[0]).slice(0, 3), ['run', 'temperature', 'ratio']);
    values.jsonl = rows.map(({ diagonal }) => diagonal);
    const csv = readFileSync(path('table.csv'), 'utf8').trimEnd().split('\n');
    const place = csv[0].split(',').indexOf('diagonal');
    values.csv = csv.slice(1).map((line) => Number(line.split(',')[place]));
    const { parquetReadObjects } = await import('hyparquet');
    const bytes = readFileSync(path('table.parquet'));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
    const read = (await parquetReadObjects({ file })) as Record<string, unknown>[];
    values.parquet = read.map((row) => row.diagonal);
    deepEqual(values.csv, values.jsonl);
    deepEqual(values.parquet, values.jsonl);
    deepEqual(
      read.map((row) => row.run),
      rows.map((row) => row.run),
    );
    match(readFileSync(path('table.md'), 'utf8'), /^\| run \| temperature \| ratio \|/);
  });

  it('are run again from their own file, to the same result', async () => {
    await two();
    const { code, stderr } = await command('run', 'out/runs/cold.json', '--out', 'again');
    equal(code, 0, stderr);
    const [found] = readdirSync(path('again', 'runs'));
    const strip = ({ run, ...result }: { run: unknown }): string => {
      ok(run);
      return JSON.stringify(result);
    };
    equal(
      strip(json('again', 'runs', found) as { run: unknown }),
      strip(json('out', 'runs', 'cold.json') as { run: unknown }),
    );
  });

  it('give way to options beside a configuration', async () => {
    await two();
    const words = ['--config', 'out/runs/cold.json', '--seed', '9', '--out', 'b'];
    equal((await command('figure', '4', ...words)).code, 0);
    const { parameters } = json('b', 'figure-4.json') as Figure4;
    deepEqual([parameters.temperature, parameters.seed, parameters.networks], [0.3, 9, 2]);
  });

  it('have a configuration written for editors, which the schema beside it allows', async () => {
    const { code, stdout } = await command('config', 'live-market');
    equal(code, 0);
    match(stdout, /run it by: bittensor-workbench run live-market\.config\.json/);
    const validate = new Ajv({ strict: false, unicodeRegExp: true }).compile(
      json('workbench.schema.json') as object,
    );
    ok(validate(json('live-market.config.json')), JSON.stringify(validate.errors));
  });

  it('are made by a sweep, in one table, one picture and one page', async () => {
    const over = ['--over', 'temperature=0.3,1', '--over', 'anchor=open,initial'];
    const words = ['sweep', 'figure4', ...FEW, ...over, '--show', 'diagonal', '--out', 'out'];
    const { code, stdout, stderr } = await command(...words);
    equal(code, 0, stderr);
    match(stdout, /temperature +anchor +ratio/);
    match(stderr, /sweep figure4: 8 of 8/);
    equal(readdirSync(path('out', 'runs')).length, 4);
    for (const end of ['json', 'svg', 'html'])
      ok(readFileSync(path('out', `sweep-figure-4.${end}`)));
    const again = await command(...words);
    equal(again.code, 0);
    ok(!again.stderr.includes('of 8'), 'kept runs are read');
  });

  it('refuse wrong words with the nearest right ones', async () => {
    await two();
    writeFileSync(path('out', 'runs', 'bad.json'), '{"study":');
    for (const [words, message] of [
      [['runs', 'show', 'colt'], 'got "colt"; did you mean cold?'],
      [['runs', 'show', 'bad'], 'must be JSON'],
      [['runs', 'lst'], 'did you mean runs list?'],
      [['runs', 'compare', 'cold'], 'Not enough non-option arguments'],
      [['runs', 'list', '--tagg', 'a'], 'got --tagg; did you mean --tag?'],
      [
        ['runs', 'export', 'cold', '--format', 'xls'],
        '--format must be one of csv, jsonl, parquet, md',
      ],
      [
        ['runs', 'export', 'cold', '--table', 'sumary'],
        '--table must be one of summary, networks, peers',
      ],
      [['sweep', 'figure4'], '--over must be given a parameter'],
      [['sweep', 'figure4', '--over', 'seed'], 'got "seed"'],
      [['sweep', 'figure4', '--over', 'sead=1,2'], 'did you mean seed?'],
      [['sweep', 'figure4', '--over', 'seed=a'], '--seed must be a number'],
      [
        ['sweep', 'figure4', '--over', 'seed=1', '--over', 'seed=2'],
        '--over seed must be given once',
      ],
      [
        ['sweep', 'figure4', '--over', 'seed=1', '--temprature', '2'],
        'did you mean --temperature?',
      ],
      [['run', 'nothing.json'], 'must be a file that can be read'],
      [['figure', '5', '--config', 'out/runs/cold.json'], '--config must name a file of figure5'],
      [
        ['figure', '4', ...FEW, '--name', 'cold'],
        'must be that of no kept run with other parameters',
      ],
      [['config', 'figur4'], 'did you mean figure4?'],
    ] as const) {
      const outs = words[0] === 'config' || words[0] === 'run' ? [] : ['--out', 'out'];
      const { code, stderr } = await command(...words, ...outs);
      equal(code, 2, `${words.join(' ')}: ${stderr}`);
      ok(stderr.includes(message), `${words.join(' ')}: ${stderr}`);
      equal(stderr.trim().split('\n').length, 1, stderr);
    }
    const listed = await command('runs', 'list', '--out', 'out');
    match(listed.stderr, /left out: out\/runs\/bad\.json/);
  });

  it('have words completed by a shell', async () => {
    const { stdout: script } = await command('completion');
    match(script, /bittensor-workbench/);
    const complete = async (...words: string[]): Promise<string[]> =>
      (await command('--get-yargs-completions', 'bittensor-workbench', ...words)).stdout.split(
        '\n',
      );
    ok((await complete('li')).some((word) => word.startsWith('live-market')));
    ok((await complete('figure', '4', '--temp')).some((word) => word.startsWith('--temperature')));
    ok((await complete('runs', '')).some((word) => word.startsWith('compare')));
  });
});
