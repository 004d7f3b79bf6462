import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, temporaryFolder } from '../support/folders.js';

const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};

const USE = `
const market = randomMarket({ peers: 4, seed: 1 });
const { weights, converged } = descend(market, { maxSteps: 10 });
if (weights.length !== 16 || converged) throw new Error('descend');
if (loadDigits().rows !== 1797) throw new Error('loadDigits');
figure4({ peers: 3, networks: 2, ratios: [10], resamples: 10, maxSteps: 10 }).then(async (result) => {
  const svg = await toSvg(draw(result));
  console.log(result.tables.summary.length, svg.startsWith('<svg'));
});
`;

describe('the packed tarball', function () {
  const folder = temporaryFolder();

  /** A project with nothing but the unpacked tarball and the dependencies that it declares. */
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

  it('is imported by an ES module', () => {
    writeFileSync(
      join(folder(), 'use.mjs'),
      `import { descend, draw, figure4, loadDigits, randomMarket, toSvg } from 'bittensor-workbench';${USE}`,
    );
    assert.equal(node('use.mjs'), '1 true\n');
  });

  it('is required by a CommonJS module', () => {
    writeFileSync(
      join(folder(), 'use.cjs'),
      `const { descend, draw, figure4, loadDigits, randomMarket, toSvg } = require('bittensor-workbench');${USE}`,
    );
    assert.equal(node('use.cjs'), '1 true\n');
  });

  for (const [module, moduleResolution] of [
    ['commonjs', 'node'],
    ['node16', 'node16'],
  ]) {
    it(`has types that TypeScript 5.0 reads strictly, with ${moduleResolution} resolution`, () => {
      const typed = `
import { draw, figure4, FIGURE4_DEFAULTS, InvalidArgumentError, randomMarket, rank, type Figure4, type Market } from 'bittensor-workbench';
const market: Market = randomMarket({ peers: 4 });
export const ranks: Float64Array = rank(market);
export const run = async (): Promise<number | null> => {
  const result: Figure4 = await figure4({ networks: 2, signal: undefined } as Partial<typeof FIGURE4_DEFAULTS>);
  draw(result).layout.width.toFixed();
  return result.tables.summary[0].pearsonLow;
};
// @ts-expect-error a market has no such field
export const wrong = market.wieghts;
export const fields = (error: InvalidArgumentError): string => error.rule;
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

  it('brings its command', () => {
    const help = execFileSync(
      process.execPath,
      [join(folder(), 'node_modules/bittensor-workbench/dist/lib/cli/main.mjs'), '--help'],
      { encoding: 'utf8' },
    );
    assert.match(help, /bittensor-workbench figure/);
  });
});

describe('package-lock.json', () => {
  it('names no address to download from: npm asks its registry', () => {
    const lock = readFileSync(join(ROOT, 'package-lock.json'), 'utf8');
    assert.doesNotMatch(lock, /"resolved": "http/);
    assert.doesNotMatch(lock, /\.tgz"/);
  });
});
