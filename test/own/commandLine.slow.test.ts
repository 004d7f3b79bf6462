import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { STUDIES } from '../../lib/studies/index.js';
import { optionOf, run } from '../support/commandLine.js';
import { EXAMPLES, type Example } from '../support/examples.js';
import { ROOT, temporaryFolder } from '../support/folders.js';
import { forgetOwn, forgettingOwn } from '../support/own.js';

const path = (name: string): string => join(ROOT, 'examples', `${name}.mjs`);

/** The command of an example, with its parameters as options. */
const wordsOf = ({ study, given }: Example): string[] => [
  ...(STUDIES.find(({ name }) => name === study)?.command ?? study).split(' '),
  ...Object.entries(given).flatMap(([name, value]) => [optionOf(name), String(value)]),
];

describe('--use', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  forgettingOwn();

  for (const [name, example] of Object.entries(EXAMPLES)) {
    it(`runs ${name} from the command line, with table, page and caption`, async () => {
      const words = wordsOf(example);
      const { code, stdout, stderr } = await run(
        name === 'noise' ? ['--use', path(name), ...words] : [...words, `--use=${path(name)}`],
        folder(),
      );
      assert.equal(code, 0, stderr);
      const file = join('figures', words.slice(0, words.indexOf('--networks')).join('-'));
      assert.match(stdout, new RegExp(`wrote ${file}.json, ${file}.svg, .*index.html`));
      const page = readFileSync(join(folder(), 'figures', 'index.html'), 'utf8');
      assert.match(page.replace(/<br>|\\u003cbr>/g, ' '), new RegExp(`of ${name}.mjs`));
    });
  }

  it('shows names in help, refuses a name that is not in use, and needs a module', async () => {
    const help = await run(['mechanisms', '--help', '--use', path('quadratic')], folder());
    assert.match(
      help.stdout.replace(/\s+/g, ' '),
      /paper, l1, impartial, median, medianAtLeast, twoSided, yuma1, yuma2, yuma3, yuma3TwoSided, quadratic\)/,
    );
    const top = await run(['--use', path('noise'), '--use', path('moons'), '--help'], folder());
    assert.match(top.stdout, /workbench noise .*The accuracy of the rank/);
    assert.match(top.stdout, /--use .*may be given several times/s);
    forgetOwn();
    for (const [args, message] of [
      [
        ['benchmark', '--corpora', 'moons'],
        /^benchmark: corpora must be one of digits, addresses, got "moons"\n$/,
      ],
      [['noise'], /^command line: a command must be given, got "noise"; --help lists them\n$/],
      [
        ['noise', '--use'],
        /^command line: --use must be given the path of a module, got undefined\n$/,
      ],
      [
        ['--use', '--help'],
        /^command line: --use must be given the path of a module, got "--help"\n$/,
      ],
      [
        ['noise', '--use', 'no.mjs'],
        /^use: .*no\.mjs must be a module that can be read \(ENOENT.*\)\n$/,
      ],
    ] as const) {
      const { code, stderr } = await run(args, folder());
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, message);
    }
  });

  it('refuses a module with a fault in one sentence, with exit code 2', async () => {
    for (const [text, message] of [
      ["throw new Error('bad');", /^use: .*mine\.mjs must be a module that loads \(bad\)\n$/],
      [
        'export default 1;',
        /^use: .*mine\.mjs must export what a define function of .* has made, got none\n$/,
      ],
    ] as const) {
      writeFileSync(join(folder(), 'mine.mjs'), text);
      const { code, stderr } = await run(['figure', '4', '--use', './mine.mjs'], folder());
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });

  it('leaves results out of the page whose definitions are not in use, and names the module', async () => {
    const { given } = EXAMPLES.skills;
    const words = wordsOf({ study: 'figure4', given });
    assert.equal((await run([...words, '--use', path('skills')], folder())).code, 0);
    forgetOwn();
    const plain = wordsOf({ study: 'noise', given: EXAMPLES.noise.given });
    const { code, stderr } = await run([...plain, '--use', path('noise')], folder());
    assert.equal(code, 0, stderr);
    const reason = 'names "hessians skills of skills.mjs", to be given by --use';
    assert.ok(stderr.includes(`left out of the page: figures/figure-4.json ${reason}`), stderr);
  });
});
