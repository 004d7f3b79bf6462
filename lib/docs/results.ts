/*
 * `npm run results`: runs every study at its defaults and writes docs/results.md, the picture of the README and the
 * Hessians of trained networks; `-- --check` compares them instead.
 */
import { toSvg } from '../plot/index.js';
import { progressLines } from '../studies/run/timeLeft.js';
import {
  plotSettled,
  STUDIES,
  type AnyResult,
  type Readings,
  type RunOptions,
  type SignificanceResult,
} from '../studies/index.js';
import { trainedHessiansDiffer, writeTrainedHessians } from './hessiansFile.js';
import { GeneratedFiles } from './page.js';
import { simulatedAndTrained } from './simulatedAndTrained.js';

const PAGE = 'docs/results.md';
const PICTURE = '.github/figures/figure-4-settled.svg';
const HESSIANS = 'datasets/digits-hessians.json';

type AnyStudy = (typeof STUDIES)[number];

async function run(study: AnyStudy): Promise<AnyResult> {
  const start = study as (given: object, options: RunOptions) => Promise<AnyResult>;
  return start({}, { onProgress: progressLines(study.name, (line) => process.stderr.write(line)) });
}

function section(study: AnyStudy, result: AnyResult): string {
  const report = (study.report as (result: AnyResult) => string)(result);
  const { networks, seed } = result.parameters;
  return (
    `## ${study.name}\n\n${study.title} (${study.section}). ` +
    `Command: \`npx bittensor-workbench ${study.command}\`; ${networks} networks, seed ${seed}.\n\n${report}\n`
  );
}

async function main(check: boolean): Promise<void> {
  const files = new GeneratedFiles(check);
  const sections: string[] = [];
  for (const study of STUDIES) {
    const result = await run(study);
    sections.push(section(study, result));
    if (study.name === 'readings') files.put(PICTURE, await toSvg(plotSettled(result as Readings)));
    if (study.name !== 'significance') continue;
    // The comparison below reads this file.
    if (!check) writeTrainedHessians(result as SignificanceResult);
    for (const reason of trainedHessiansDiffer(result as SignificanceResult)) {
      files.note(HESSIANS, reason);
    }
  }
  const links = STUDIES.map(({ name, title }) => `- [${name}](#${name.toLowerCase()}): ${title}`);
  const page = [
    '# Results',
    'Every study at its defaults, as `npm run results` wrote it. Values in brackets are 95 % intervals over networks. ' +
      'Parameters and their defaults are in the [reference](reference.md); differences from the paper are in ' +
      '[differences](differences.md).',
    [...links, '- [simulated and trained](#simulated-and-trained)'].join('\n'),
    ...sections.map((text) => text.trimEnd()),
    `## Simulated and trained\n\nThe studies of markets on the Hessians of trained networks, beside sampled ones.\n\n${await simulatedAndTrained()}`,
  ];
  files.put(PAGE, `${page.join('\n\n')}\n`);
  files.finish('npm run results');
}

void main(process.argv.includes('--check'));
