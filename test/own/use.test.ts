import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  defineMechanism,
  MECHANISM_NAMES,
  MECHANISMS,
  strategyNamed,
} from '../../lib/market/index.js';
import { COMMON, defineStudy, plot, STUDIES, use } from '../../lib/studies/index.js';
import { ROOT, temporaryFolder } from '../support/folders.js';
import { forgettingOwn } from '../support/own.js';

const PACKAGE = pathToFileURL(join(ROOT, 'dist', 'lib', 'entry', 'index.js')).href;

/** The text of a module with a mechanism of this name. */
const mechanism = (name: string, rest = ''): string =>
  `import { defineMechanism, MECHANISMS } from '${PACKAGE}';
export const ${name} = defineMechanism({ ...MECHANISMS.paper, name: '${name}', title: 'mine' });
export const helper = 5;
${rest}`;

const other = (name: string, title = name) => defineMechanism({ ...MECHANISMS.l1, name, title });

const study = (changed: object = {}) =>
  defineStudy({
    ...{ name: 'mine', title: 'A title', parameters: COMMON, columns: ['value'] },
    ...{ work: (_: object, network: number) => ({ network }) },
    tables: (found) => ({ summary: [{ value: found[0].networks.length }] }),
    ...changed,
  });

describe('use', () => {
  const folder = temporaryFolder();
  forgettingOwn();
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder(), name), text);
    return join(folder(), name);
  };

  it('takes definitions into use before it returns, and lists forget them with the tests', async () => {
    const before = MECHANISM_NAMES.length;
    const done = use(other('mine'));
    assert.equal(MECHANISMS.mine.title, 'mine');
    await done;
    assert.deepEqual([MECHANISM_NAMES.length, MECHANISM_NAMES.at(-1)], [before + 1, 'mine']);
    await use(other('mine', 'changed'));
    assert.deepEqual([MECHANISM_NAMES.length, MECHANISMS.mine.title], [before + 1, 'changed']);
  });

  it('takes the exports of an ES module, by path and by address', async () => {
    const path = write('mine.mjs', mechanism('mine', 'export default [MECHANISMS.paper, mine];'));
    await assert.rejects(use(path), /must not be one of the library's, got "paper"/);
    assert.ok(!MECHANISM_NAMES.includes('mine'), 'all or none');
    const fine = write('fine.mjs', mechanism('fine', 'export default [fine];'));
    await use(pathToFileURL(fine), fine);
    assert.ok(MECHANISM_NAMES.includes('fine'));
  });

  it('takes the exports of CommonJS, whose package is the same', async () => {
    const path = write(
      'mine.cjs',
      `const { defineMechanism, defineStrategy, MECHANISMS, STRATEGIES } = require('${join(ROOT, 'dist', 'lib', 'entry', 'index.js')}');
const named = (of, name) => ({ ...of, name });
module.exports = {
  mine: defineMechanism(named(MECHANISMS.paper, 'mine')),
  list: [defineStrategy(named(STRATEGIES.copy, 'echo'))],
};
`,
    );
    await use(path);
    assert.ok(MECHANISM_NAMES.includes('mine'));
    assert.equal(typeof strategyNamed('echo'), 'function');
    assert.equal((createRequire(path)(path) as { mine: unknown }).mine, MECHANISMS.mine);
  });

  it('loads a module again when its file has changed', async () => {
    for (const kind of ['mjs', 'cjs']) {
      const from = kind === 'mjs' ? `export` : `module.exports =`;
      const text = (title: string): string =>
        kind === 'mjs'
          ? mechanism('mine').replace("'mine' })", `'${title}' })`)
          : `const { defineMechanism, MECHANISMS } = require('${join(ROOT, 'dist', 'lib', 'entry', 'index.js')}');
${from} [defineMechanism({ ...MECHANISMS.paper, name: 'other', title: '${title}' })];`;
      const path = write(`mine.${kind}`, text('first'));
      await use(path);
      write(`mine.${kind}`, text('second'));
      await use(path);
      assert.equal(MECHANISMS[kind === 'mjs' ? 'mine' : 'other'].title, 'second');
    }
  });

  it('takes what a changed module does not export any more out of use', async () => {
    const path = write('mine.mjs', mechanism('first'));
    await use(path, other('third'));
    write('mine.mjs', mechanism('second'));
    await use(path);
    assert.deepEqual(MECHANISM_NAMES.slice(-2), ['third', 'second']);
  });

  it('refuses a name that is defined in two places, with both', async () => {
    const [first, second] = ['first.mjs', 'second.mjs'].map((name) =>
      write(name, mechanism('mine')),
    );
    await use(first);
    const message = `use: name of a mechanism must be defined in one place, got "mine" of ${first} and of`;
    await assert.rejects(use(second), {
      name: 'InvalidArgumentError',
      message: `${message} ${second}`,
    });
    await assert.rejects(use(other('mine')), { message: `${message} this thread` });
  });

  it('accepts a definition that its module took into use itself', async () => {
    const text = mechanism('mine', 'await use(mine);').replace('{ define', '{ use, define');
    await use(write('mine.mjs', text));
    assert.ok(MECHANISM_NAMES.includes('mine'));
  });

  for (const [fault, text, problem] of [
    ['throws', "throw new Error('a bad\\nday')", 'must be a module that loads (a bad day)'],
    ['is no module', 'export {', /must be a module that loads \(Unexpected/],
    [
      'exports nothing of use',
      'export default 5; export const list = [1];',
      `must export what a define function of ${ROOT} has made, got none`,
    ],
    [
      'defines a name twice',
      mechanism('mine', 'export const again = defineMechanism({ ...mine });'),
      'must define every name once, got two of mechanism mine',
    ],
    [
      'holds a definition with a fault',
      mechanism('mine').replace("title: 'mine'", "norm: 'l3'"),
      /^defineMechanism: norm must be one of l1, l2, got "l3"$/,
    ],
  ] as const) {
    it(`refuses a module that ${fault}, in one sentence`, async () => {
      const path = write('mine.mjs', text);
      const message = typeof problem === 'string' ? `use: ${path} ${problem}` : problem;
      await assert.rejects(use(path), { message });
      assert.ok(!MECHANISM_NAMES.includes('mine'));
    });
  }

  it('refuses what is no definition, a file that is not there, and a taken command', async () => {
    await assert.rejects(use({ ...MECHANISMS.paper, name: 'mine' }), {
      message:
        /^use: a definition must be made by a define function, or be the path of a module, got/,
    });
    await assert.rejects(use('no.mjs'), {
      name: 'FileError',
      message: /no\.mjs must be a module that can be read \(ENOENT/,
    });
    await assert.rejects(use('file:'), { message: /must be/ });
    for (const [name, command, rule] of [
      ['figure4', 'mine', "name of a study must not be one of the library's"],
      ['mine', 'attacks', "command of the study mine must not be another's"],
      ['mine', 'figures', "command of the study mine must not be another's"],
      [
        'mine',
        'two words',
        'command of the study mine must be a word of small letters, digits and -',
      ],
    ]) {
      await assert.rejects(use(study({ name, command })), {
        message: new RegExp(`^use: ${rule}, got`),
      });
    }
  });

  it('gives a study a figure and a report, and makes it one of STUDIES', async () => {
    const mine = study();
    await use(mine);
    assert.equal(STUDIES.at(-1)?.name, 'mine');
    const result = await mine({ networks: 3 });
    assert.deepEqual(result.tables.summary, [{ value: 3 }]);
    assert.equal(plot(result).data.length, 1);
  });

  it('is the same for import and require, in a process without tests', () => {
    const path = write('mine.mjs', mechanism('mine'));
    const script = `import { use } from '${PACKAGE}';
import { createRequire } from 'node:module';
await use('${path}');
const { MECHANISMS } = createRequire('${path}')('${join(ROOT, 'dist', 'lib', 'entry', 'market.js')}');
console.log(MECHANISMS.mine.title);`;
    const run = write('run.mjs', script);
    assert.equal(execFileSync(process.execPath, [run], { encoding: 'utf8' }), 'mine\n');
  });
});
