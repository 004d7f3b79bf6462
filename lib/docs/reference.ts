/*
 * `npm run reference`: writes docs/reference.md from the definitions; `-- --check` compares it instead.
 */
import { referenceOf, type Schema } from '../parameters/index.js';
import { STUDIES } from '../studies/index.js';
import { markdownTable } from '../studies/report.js';
import { FUNCTION_OPTIONS } from './functionOptions.js';
import { GeneratedFiles } from './page.js';

function parameterTable(schema: Schema): string {
  return markdownTable(
    ['parameter', 'symbol', 'default', 'meaning'],
    referenceOf(schema).map((row) => [`\`${row.name}\``, row.symbol, row.default, row.about]),
  );
}

function studies(): string[] {
  return STUDIES.map(
    ({ name, title, section, command, parameters }) =>
      `### ${name}\n\n${title} (${section}). Command: \`${command}\`.\n\n${parameterTable(parameters)}`,
  );
}

function functions(): string[] {
  return Object.entries(FUNCTION_OPTIONS).map(([names, schema]) => {
    const title = names.split(', ').map((name) => `\`${name}\``);
    return `### ${title.join(', ')}\n\n${parameterTable(schema)}`;
  });
}

function main(check: boolean): void {
  const files = new GeneratedFiles(check);
  const page = [
    '# Reference',
    'Parameters with their defaults, as `npm run reference` wrote them from the definitions. On the command line a ' +
      'parameter is an option in kebab case, and a list is written with commas.',
    '## Studies',
    ...studies(),
    '## Options of functions',
    ...functions(),
  ];
  files.put('docs/reference.md', `${page.join('\n\n')}\n`);
  files.finish('npm run reference');
}

main(process.argv.includes('--check'));
