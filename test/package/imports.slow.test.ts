import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { descendFast, randomMarket } from '../../lib/entry/market.js';
import { ROOT, temporaryFolder } from '../support/folders.js';

const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

const USE = `
const market = randomMarket({ peers: 4, seed: 1 });
const { weights, converged } = descend(market, { maxSteps: 10 });
if (weights.length !== 16 || converged) throw new Error('descend');
if (loadDigits().rows !== 1797) throw new Error('loadDigits');
if (mask(market).length !== 16) throw new Error('mask');
figure4({ peers: 3, networks: 2, ratios: [10], maxSteps: 10 }).then(async (result) => {
  const svg = await toSvg(plot(result));
  console.log(result.tables.summary.length, svg.startsWith('<svg'));
});
`;

describe('the packed tarball', function () {
  const folder = temporaryFolder();

  /** A project with only the unpacked tarball and its declared dependencies. */
  beforeEach(() => {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder()], {
        cwd: ROOT,
        encoding: 'utf8',
      }),
    ) as { filename: string }[];
    const modules = join(folder(), 'node_modules');
    const home = join(modules, 'bittensor-workbench');
    mkdirSync(home, { recursive: true });
    execFileSync('tar', [
      '-xzf',
      join(folder(), packed.filename),
      '-C',
      home,
      '--strip-components=1',
    ]);
    for (const name of Object.keys(MANIFEST.dependencies)) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
    }
  });

  const node = (file: string): string =>
    execFileSync(process.execPath, [join(folder(), file)], { cwd: folder(), encoding: 'utf8' });

  it('can be imported by an ES module', () => {
    writeFileSync(
      join(folder(), 'use.mjs'),
      `import { descend, figure4, loadDigits, plot, randomMarket } from 'bittensor-workbench';
import { mask } from 'bittensor-workbench/market';
import { toSvg } from 'bittensor-workbench/plot';${USE}`,
    );
    assert.equal(node('use.mjs'), '1 true\n');
  });

  it('tells in one sentence which optional packages a log on servers needs', () => {
    writeFileSync(
      join(folder(), 'use.cjs'),
      `const { openPostgresLog, startLedgerNode } = require('bittensor-workbench/ledger');
const tell = (promise) => promise.catch((error) => console.log(error.message));
tell(openPostgresLog({ connection: 'postgres://127.0.0.1/lab' }))
  .then(() => tell(startLedgerNode({ home: 'node', address: '127.0.0.1:0' })));`,
    );
    assert.deepEqual(node('use.cjs').trimEnd().split('\n'), [
      'openPostgresLog: the package pg must be installed for a log in PostgreSQL, got none; npm install pg',
      'startLedgerNode: the packages @grpc/grpc-js and @grpc/proto-loader must be installed, got none; npm install @grpc/grpc-js @grpc/proto-loader',
    ]);
  });

  it('can be required by a CommonJS module', () => {
    writeFileSync(
      join(folder(), 'use.cjs'),
      `const { descend, figure4, loadDigits, plot, randomMarket } = require('bittensor-workbench');
const { mask } = require('bittensor-workbench/market');
const { toSvg } = require('bittensor-workbench/plot');${USE}`,
    );
    assert.equal(node('use.cjs'), '1 true\n');
  });

  it('can be bundled for a browser, with its file for browsers', async () => {
    writeFileSync(
      join(folder(), 'page.mjs'),
      `import { descendFast, randomMarket } from 'bittensor-workbench/market';
import { compose } from 'bittensor-workbench/plot';
globalThis.found = [descendFast(randomMarket({ peers: 4, seed: 1 })).steps, typeof compose];`,
    );
    const { metafile } = await build({
      entryPoints: [join(folder(), 'page.mjs')],
      outfile: join(folder(), 'page.js'),
      ...{ bundle: true, format: 'iife', platform: 'browser', metafile: true, logLevel: 'silent' },
    });
    const inputs = Object.keys(metafile.inputs).map((path) =>
      path.split('bittensor-workbench/').at(-1),
    );
    assert.ok(inputs.includes('dist/browser/market.js') && inputs.includes('dist/browser/plot.js'));
    const { steps } = descendFast(randomMarket({ peers: 4, seed: 1 }));
    writeFileSync(
      join(folder(), 'run.cjs'),
      "require('./page.js'); console.log(JSON.stringify(found));",
    );
    assert.equal(node('run.cjs'), `${JSON.stringify([steps, 'function'])}\n`);
  });

  for (const [module, moduleResolution] of [
    ['commonjs', 'node'],
    ['node16', 'node16'],
    ['esnext', 'bundler'],
  ]) {
    it(`has types that TypeScript 5.0 reads strictly, with ${moduleResolution} resolution`, () => {
      const typed = `
import { figure4, InvalidArgumentError, plot, randomMarket, rank, type Market, type ResultOf } from 'bittensor-workbench';
import { defineMechanism, defineStudy, use, type MechanismName } from 'bittensor-workbench';
import { COMMON, list, positive } from 'bittensor-workbench/studies';
import { market as parse, type MarketFields } from 'bittensor-workbench/market';
import { createNetwork, type PeerFunction } from 'bittensor-workbench/network';
import { openLedger, type OperationLog } from 'bittensor-workbench/ledger';
import { sybils, STUDIES, type ParametersOf, type StudyResult } from 'bittensor-workbench/studies';
import { toSvg, type Figure } from 'bittensor-workbench/plot';
import { table } from 'bittensor-workbench/notebook';
const market: Market = randomMarket({ peers: 4 });
export const ranks: Float64Array = rank(market);
export const fields: MarketFields = { weights: [[1]], hessians: [[[1]]] };
export const parsed: Market = parse(fields);
export const run = async (): Promise<number | null> => {
  const given: Partial<ParametersOf<typeof figure4>> = { networks: 2, hessians: 'planted' };
  const result: ResultOf<typeof figure4> = await figure4(given);
  const figure: Figure = plot(result);
  figure.data.length.toFixed();
  table(result.tables.summary);
  const found = await sybils({ identities: [0, 1] });
  const low: number | null = found.tables.summary[0].maskLow;
  return low ?? result.tables.summary[0].pearsonLow;
};
export const names: string[] = STUDIES.map(({ name }) => name);
export type Some = StudyResult<string, object, object>;
export const peer: PeerFunction = { forward: (x) => x };
export const opened = (log: OperationLog) => [openLedger(log), createNetwork, toSvg];
// @ts-expect-error a market has no such field
export const wrong = market.wieghts;
// @ts-expect-error the study has no such parameter
void figure4({ netwroks: 2 });
// @ts-expect-error a table has no such column
export const column = async () => (await sybils()).tables.summary[0].maskMiddle;
const mine = defineMechanism({
  name: 'mine', title: 'Mine', about: 'mine', norm: 'l1',
  rank: (n, weights, stake, out) => { out.fill((weights[0] * stake[0]) / n); },
});
export const named: 'mine' = mine.name;
export const open: MechanismName[] = ['paper', mine.name, 'any other'];
const study = defineStudy({
  name: 'mine', title: 'Mine', columns: ['pace', 'value'],
  parameters: { ...COMMON, paces: list(positive(1, 'Pace'), [1], 'Paces; a list') },
  settings: ({ paces }) => paces.map((pace) => ({ pace })),
  work: ({ pace, seed }, network) => ({ value: pace * seed + network }),
  tables: (found, _, { intervals }) => ({
    summary: found.map(({ setting, networks }) => ({
      pace: setting.pace, ...intervals(['value'], networks),
    })),
  }),
});
export const own = async (): Promise<number | null> =>
  (await study({ paces: [2] })).tables.summary[0].valueLow;
export const inUse: Promise<void> = use(mine, study, './mine.mjs');
// @ts-expect-error the study has no such parameter
void study({ pcaes: [1] });
// @ts-expect-error a mechanism needs a rank
defineMechanism({ name: 'mine', title: 'Mine', about: 'mine', norm: 'l1' });
// @ts-expect-error that is no definition
void use({ name: 'mine' });
export const rules = (error: InvalidArgumentError): string => error.rule;
`;
      writeFileSync(join(folder(), 'use.ts'), typed);
      const compiler = join(ROOT, 'node_modules', 'typescript-5.0', 'bin', 'tsc');
      const options = {
        noEmit: true,
        strict: true,
        target: 'es2022',
        lib: ['es2022', 'dom'],
        types: [],
        module,
        moduleResolution,
      };
      writeFileSync(
        join(folder(), 'tsconfig.json'),
        JSON.stringify({ compilerOptions: options, files: ['use.ts'] }),
      );
      try {
        execFileSync(process.execPath, [compiler, '-p', folder()], {
          cwd: folder(),
          encoding: 'utf8',
        });
      } catch (error) {
        assert.fail((error as { stdout: string }).stdout);
      }
    });
  }

  it('installs its command', () => {
    const help = execFileSync(
      process.execPath,
      [join(folder(), 'node_modules/bittensor-workbench/dist/lib/cli/main.mjs'), '--help'],
      { encoding: 'utf8' },
    );
    assert.match(help, /bittensor-workbench figure/);
  });
});

describe('the root and the subpaths', () => {
  const folder = temporaryFolder();
  const ENTRIES = ['index', 'market', 'network', 'ledger', 'studies', 'plot', 'notebook'];

  it('has a root of about 60 names', async () => {
    const names = Object.keys(await import('../../lib/entry/index.js'));
    assert.ok(names.length >= 45 && names.length <= 70, `${names.length}`);
  });

  for (const entry of ENTRIES) {
    it(`runs the example of ${entry}`, () => {
      const source = readFileSync(join(ROOT, 'lib', 'entry', `${entry}.ts`), 'utf8');
      const example = /```ts\n([^]*?)```/.exec(source)?.[1].replace(/^ \* ?/gm, '') ?? '';
      assert.match(example, /from 'bittensor-workbench/);
      const modules = join(folder(), 'node_modules');
      mkdirSync(modules, { recursive: true });
      symlinkSync(ROOT, join(modules, 'bittensor-workbench'));
      writeFileSync(join(folder(), 'example.mjs'), example);
      const output = execFileSync(process.execPath, [join(folder(), 'example.mjs')], {
        cwd: folder(),
        encoding: 'utf8',
      });
      assert.notEqual(output.trim(), '');
    }).timeout(60_000);
  }
});

describe('package-lock.json', () => {
  it('has no download addresses, so that npm uses its registry', () => {
    const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
    assert.doesNotMatch(lock, /"resolved": "http/);
    assert.doesNotMatch(lock, /\.tgz"/);
  });
});
