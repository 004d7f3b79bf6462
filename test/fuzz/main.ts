/*
 * `npm run fuzz`: calls every exported function with arguments that are a little wrong. Exit code 1 after a failure, 2 after wrong input.
 */
import { WorkbenchError } from '../../lib/math/index.js';
import { FAILURES } from './outcome.js';
import { planText } from './plan.js';
import { GROUPS_SHOWN, reportText } from './report.js';
import { fuzz } from './run.js';

async function main(): Promise<number> {
  const { default: yargs } = await import('yargs');
  const { showProgress } = await import('../../lib/cli/progress.mjs');
  const given = await yargs(process.argv.slice(2))
    .scriptName('npm run fuzz --')
    .usage('$0\n\nCalls every exported function with arguments that are a little wrong.')
    .options({
      calls: { type: 'number', default: 10_000, describe: 'Calls to make' },
      seed: { type: 'number', default: 1, describe: 'The seed that decides every call' },
      only: { type: 'number', describe: 'The number of the only call to make' },
      target: { type: 'string', default: '', describe: "A part of the targets' names" },
      deadline: { type: 'number', default: 5, describe: 'The most seconds of a call' },
      all: { type: 'boolean', default: false, describe: 'Print every group of failures' },
    })
    .epilogue('A failure of a run with --target is reproduced by --only with the same --target.')
    .strict()
    .version(false)
    .parseAsync();
  const display = showProgress('fuzz', process.stderr);
  const findings = await fuzz({
    ...given,
    shrink: given.all ? Infinity : GROUPS_SHOWN,
    onProgress: (progress) => {
      display.update(progress);
    },
    onCall: ({ plan, outcome }) => {
      if (given.only !== undefined)
        console.log(`${planText(plan)}\n  ${outcome.kind} ${outcome.detail}\n`);
    },
  });
  display.stop();
  console.log(reportText(findings, given.all));
  return FAILURES.some((kind) => findings.counts[kind] > 0) ? 1 : 0;
}

/** Runs to the exit code; the child process ends with this one. */
function start(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.exit(130);
    });
  }
  main().then(
    (code) => {
      process.exit(code);
    },
    (error: unknown) => {
      console.error(error instanceof WorkbenchError ? error.message : error);
      process.exit(error instanceof WorkbenchError ? 2 : 1);
    },
  );
}

// The test runner loads this file too.
if (require.main === module) start();
