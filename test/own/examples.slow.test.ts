import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  STUDIES,
  use,
  type Definition,
  type RunOptions,
  type StudyResult,
} from '../../lib/studies/index.js';
import { EXAMPLES } from '../support/examples.js';
import { ROOT } from '../support/folders.js';
import { forgetOwn, forgettingOwn } from '../support/own.js';

const FOLDER = join(ROOT, 'examples');
const MOST_LINES = 40;

type Result = StudyResult<string, object, { readonly summary: readonly object[] }>;
type Run = (given: object, options?: RunOptions) => Promise<Result>;

const named = (name: string): Run =>
  STUDIES.find((one) => (one.name as string) === name) as unknown as Run;

describe('examples', function () {
  this.timeout(60_000);
  forgettingOwn();

  it('are all known to the tests and to their README, with a command each', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.mjs'));
    assert.deepEqual(
      files.sort(),
      Object.keys(EXAMPLES)
        .map((name) => `${name}.mjs`)
        .sort(),
    );
    const readme = readFileSync(join(FOLDER, 'README.md'), 'utf8');
    for (const file of files) assert.match(readme, new RegExp(`--use examples/${file}`));
  });

  for (const [name, { study, given }] of Object.entries(EXAMPLES)) {
    const path = join(FOLDER, `${name}.mjs`);

    it(`${name} has at most ${MOST_LINES} lines, and the same bytes on one worker, two, and here`, async () => {
      assert.ok(readFileSync(path, 'utf8').trimEnd().split('\n').length <= MOST_LINES);
      await use(path);
      const first = await named(study)(given, { workers: 1 });
      const second = await named(study)(given, { workers: 2 });
      assert.equal(JSON.stringify(second), JSON.stringify(first));
      assert.deepEqual(
        Object.values(first.versions.definitions ?? {}).map(({ file }) => file),
        [`${name}.mjs`],
      );
      forgetOwn();
      const exported = (await import(pathToFileURL(path).href)) as Record<string, Definition>;
      await use(...Object.values(exported));
      const here = await named(study)(given);
      assert.deepEqual(here.tables, first.tables);
      assert.deepEqual(
        Object.values(here.versions.definitions ?? {}).map(({ file }) => file),
        [undefined],
      );
    });
  }

  it('change the results: a mechanism, a guest, Hessians and a corpus are no others', async () => {
    await use(...Object.keys(EXAMPLES).map((name) => join(FOLDER, `${name}.mjs`)));
    const { given } = EXAMPLES.fourier;
    const tables = async (guests: readonly string[]): Promise<object> =>
      (await named('benchmark')({ ...given, guests })).tables;
    assert.notDeepEqual(await tables(['fourier']), await tables(['projection']));
  });
});
