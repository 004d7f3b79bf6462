/*
 * The command line, whose arguments are words.
 */
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { WorkbenchError } from '../../../lib/entry/index.js';
import { ROOT } from '../../support/folders.js';
import { run, type Outcome } from '../../support/commandLine.js';
import { through, type Target } from '../target.js';

const RUN = ['--networks', '2', '--peers', '3', '--workers', '1'];

/** Words of valid commands. Each draws a picture, which takes seconds. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'figure 4': [
    'figure',
    '4',
    ...RUN,
    '--max-steps',
    '5',
    '--ratios',
    '10,50',
    '--stake',
    '1,2,3',
    '--out',
    'out',
  ],
  regret: ['regret', ...RUN, '--steps', '5', '--checkpoints', '2', '--hessians', 'planted'],
  weights: [
    ...['weights', 'weights.csv', '--stake', 'stake.csv', '--mechanisms', 'paper,median'],
    ...['--blocks', '5', '--row-sums', 'normalise', '--temperature', '2', '--out', 'out'],
  ],
  sweep: [
    ...['sweep', 'figure4', ...RUN, '--max-steps', '5', '--ratios', '10'],
    ...['--over', 'temperature=0.5,1', '--show', 'diagonal', '--tags', 'a,b', '--out', 'out'],
  ],
  runs: ['runs', 'list', '--tag', 'a', '--out', 'out'],
  config: ['config', 'figure4', '--to', 'figure4.json'],
  shard: ['regret', ...RUN, '--steps', '5', '--checkpoints', '2', '--shard', '1/2', '--out', 'out'],
  help: ['figure', '4', '--help'],
  use: ['mechanisms', '--use', join(ROOT, 'examples', 'quadratic.mjs'), '--help'],
};

/** The files that the words name. */
function writeFiles(): void {
  writeFileSync('weights.csv', 'from,to,weight\nada,bob,2\nbob,ada,1\n');
  writeFileSync('stake.csv', 'peer,stake\nada,1\nbob,2\n');
}

const PROGRESS = /: \d+ of \d+/;

/** The text of a run that ended well; a refusal has exit code 2 and one sentence. */
export function judged({ code, stdout, stderr }: Outcome): string {
  if (code === 0) return stdout;
  const lines = stderr.split('\n').filter((line) => line !== '' && !PROGRESS.test(line));
  if (code === 2) throw new WorkbenchError(lines.join('\n'));
  throw new Error(`exit code ${code}: ${lines[0]}`);
}

/** Commands, run in this process. */
export const COMMAND_LINES: readonly Target[] = Object.entries(COMMANDS).map(([name, words]) =>
  through(
    name,
    undefined,
    async (...given: string[]) => judged(await run(given, '.')),
    () => {
      writeFiles();
      return [...words];
    },
    { words: true, seconds: 40 },
  ),
);
