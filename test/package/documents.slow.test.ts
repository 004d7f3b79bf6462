import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT, temporaryFolder } from '../support/folders.js';

interface Example {
  readonly name: string;
  readonly source: string;
}

/** Every block of TypeScript in the README and in `docs`. */
function examples(): Example[] {
  const pages = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', ...pages.sort().map((name) => join('docs', name))].flatMap((page) => {
    const text = readFileSync(join(ROOT, page), 'utf8');
    return [...text.matchAll(/```ts\n([^]*?)```/g)].map(([, source], at) => ({
      name: `${page}, example ${at + 1}`,
      source,
    }));
  });
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
};

describe('the examples of the README and of docs', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  beforeEach(() => {
    mkdirSync(join(folder(), 'node_modules'));
    symlinkSync(ROOT, join(folder(), 'node_modules', 'bittensor-workbench'));
  });

  it('number more than five', () => {
    assert.ok(examples().length > 5);
  });

  it('have no type errors', () => {
    const files = examples().map(({ name, source }, at) => {
      const path = join(folder(), `example-${at}.mts`);
      writeFileSync(path, `// ${name}\n${source}`);
      return path;
    });
    const program = ts.createProgram(files, { ...OPTIONS, noEmit: true });
    const found = ts.getPreEmitDiagnostics(program).map(({ messageText, file }) => {
      const where = file?.text.split('\n')[0] ?? '';
      return `${where}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    assert.deepEqual(found, []);
  });

  for (const { name, source } of examples()) {
    it(`run: ${name}`, () => {
      const { outputText } = ts.transpileModule(source, {
        compilerOptions: { ...OPTIONS, module: ts.ModuleKind.ESNext },
      });
      writeFileSync(join(folder(), 'example.mjs'), outputText);
      const printed = execFileSync(process.execPath, ['example.mjs'], {
        cwd: folder(),
        encoding: 'utf8',
      });
      assert.notEqual(printed.trim(), '');
    });
  }
});
