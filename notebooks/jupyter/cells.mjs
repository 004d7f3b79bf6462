/*
 * `npm run notebooks:format`: one style for the code of all notebooks, in cells and in answers, and the links from one
 * to the next; `--check` compares only, and checks rules that tslab needs.
 *
 *   links       at the top of the first text and at the end of the last, by the table of the first notebook
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
import { inOrder, lineOf, readingOrder, textOf, withLines } from './order.mjs';

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

/** The blocks of code in a text. */
const BLOCK = /^```ts\n([\s\S]*?)^```$/gm;

const order = readingOrder(NOTEBOOKS);
const files = readdirSync(NOTEBOOKS).filter((file) => file.endsWith('.ipynb'));
for (const name of inOrder(files, NOTEBOOKS)) {
  const path = join(NOTEBOOKS, name);
  const notebook = JSON.parse(readFileSync(path, 'utf8'));
  await formatTexts(name, notebook);
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

/** Sets the line of links and formats the code in texts. */
async function formatTexts(name, notebook) {
  if (!order.some((one) => one.name === name)) {
    problems.push(`${name} must be in the table of ${order[0].name}`);
    return;
  }
  const linked = withLines(notebook.cells, lineOf(order, name));
  for (const [at, cell] of linked.entries()) {
    if (cell.cell_type !== 'markdown') continue;
    let text = textOf(cell);
    for (const [block, code] of text.matchAll(BLOCK)) {
      const formatted = await prettier.format(code, STYLE);
      text = text.replace(block, () => `\`\`\`ts\n${formatted}\`\`\``);
    }
    if (text === textOf(notebook.cells[at])) continue;
    if (check) problems.push(`${name}, cell ${cell.id}: its links or its code are not formatted`);
    else notebook.cells[at] = { ...cell, source: text.split(/(?<=\n)/) };
  }
}

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
