/*
 * `npm run notebooks:format`: one style for the code cells of all notebooks; `--check` compares only, and checks rules
 * that tslab needs.
 *
 *   columns     at most 105, formatted by prettier
 *   shorthand   `{ a }` with a variable of an earlier cell throws in tslab: `{ a: a }`
 *   await       a cell must not begin a statement with `await (`
 *   unused      a name that is imported or declared in a cell is used in the notebook
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import * as prettier from 'prettier';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { NOTEBOOKS } from './environment.mjs';

const STYLE = { parser: 'typescript', singleQuote: true, printWidth: 105, objectWrap: 'collapse' };
const check = process.argv.includes('--check');
const problems = [];

const eslint = new ESLint({
  overrideConfigFile: true,
  overrideConfig: tseslint.config({
    files: ['**/*.ts'],
    extends: [tseslint.configs.base],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-shadow-restricted-names': 'error',
      'no-duplicate-imports': 'error',
      'no-unreachable': 'error',
      'no-dupe-keys': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Program > ExpressionStatement > AwaitExpression > SequenceExpression',
          message: 'tslab cannot run a statement that begins with await (',
        },
      ],
    },
  }),
});

for (const name of readdirSync(NOTEBOOKS).filter((file) => file.endsWith('.ipynb'))) {
  const path = join(NOTEBOOKS, name);
  const notebook = JSON.parse(readFileSync(path, 'utf8'));
  const cells = notebook.cells.filter(({ cell_type }) => cell_type === 'code');
  const earlier = new Set();
  for (const [at, cell] of cells.entries()) {
    const where = `${name}, code cell ${at + 1}`;
    const source = cell.source.join('');
    const formatted = (await prettier.format(source, STYLE)).trimEnd();
    if (formatted !== source) {
      if (check) problems.push(`${where} is not formatted`);
      else cell.source = formatted.split(/(?<=\n)/);
    }
    const [{ messages }] = await eslint.lintText(formatted, { filePath: 'cell.ts' });
    for (const { line, message } of messages) problems.push(`${where}, line ${line}: ${message}`);
    for (const found of shorthands(formatted, earlier)) {
      problems.push(
        `${where}: { ${found} } must be { ${found}: ${found} }, since tslab throws otherwise`,
      );
    }
    for (const declared of declarations(formatted)) earlier.add(declared);
  }
  const used = cells.flatMap(({ source }) => identifiers(source.join('')));
  for (const declared of earlier) {
    if (used.filter((one) => one === declared).length < 2) {
      problems.push(`${name}: ${declared} is never used`);
    }
  }
  if (!check) writeFileSync(path, `${JSON.stringify(notebook, null, 1)}\n`);
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

function parse(source) {
  return ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true);
}

/** All nodes below a node. */
function* nodesOf(node) {
  yield node;
  const children = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesOf(child);
}

/** Names that the top level of a cell declares or imports. */
function declarations(source) {
  return parse(source).statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement)) {
      const bindings = statement.importClause?.namedBindings;
      return bindings && ts.isNamedImports(bindings)
        ? bindings.elements.map(({ name }) => name.text)
        : [];
    }
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.flatMap(({ name }) =>
        [...nodesOf(name)]
          .filter((node) => ts.isIdentifier(node) && node.parent?.propertyName !== node)
          .map(({ text }) => text),
      );
    }
    return statement.name ? [statement.name.text] : [];
  });
}

/** Every identifier of a cell that is not the name of a property. */
function identifiers(source) {
  return [...nodesOf(parse(source))]
    .filter(ts.isIdentifier)
    .filter((node) => {
      const { parent } = node;
      if (ts.isPropertyAccessExpression(parent)) return parent.name !== node;
      if (ts.isPropertyAssignment(parent)) return parent.name !== node;
      return true;
    })
    .map(({ text }) => text);
}

/** Shorthand properties of objects whose names earlier cells declared. */
function shorthands(source, earlier) {
  return [...nodesOf(parse(source))]
    .filter(ts.isShorthandPropertyAssignment)
    .map(({ name }) => name.text)
    .filter((name) => earlier.has(name));
}
