/*
 * `npm run notebooks`: executes notebooks from a clean kernel and stores what they show.
 *
 *   npm run notebooks                         all of them
 *   npm run notebooks -- --check              compares with what is stored, and writes nothing
 *   npm run notebooks -- 1.4-stake.ipynb …    only these
 *
 * What a cell writes to stderr is a failure, as is an error. What differs from run to run is left out.
 */
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { NOTEBOOKS, prepare, run, SetupError, start } from './environment.mjs';
import { clean, compare, complaints, toText } from './stored.mjs';

/** Longest time that a notebook may take: several times that of an idle machine with two cores. */
const SECONDS = 360;

await start(async (args) => {
  const check = args.includes('--check');
  const paths = chosen(args.filter((arg) => !arg.startsWith('--')));
  const unknown = args.find((arg) => arg.startsWith('--') && arg !== '--check');
  if (unknown) throw new SetupError(`options must be among --check, got ${unknown}`);
  prepare();
  const waiting = [...paths];
  let failed = 0;
  const work = async () => {
    for (let path = waiting.shift(); path; path = waiting.shift()) {
      const begun = Date.now();
      const problems = await execute(path, check);
      const seconds = ((Date.now() - begun) / 1000).toFixed(1);
      if (problems.length > 0) failed++;
      console.log(`${problems.length > 0 ? 'FAILED' : 'ok    '} ${basename(path)}, ${seconds} s`);
      for (const problem of problems) console.log(problem.replace(/^/gm, '       '));
    }
  };
  // A kernel's start leaves cores idle, which another notebook uses.
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  return failed > 0 ? 1 : 0;
});

function chosen(names) {
  if (names.length === 0) {
    const all = readdirSync(NOTEBOOKS).filter((name) => name.endsWith('.ipynb'));
    return all.sort().map((name) => join(NOTEBOOKS, name));
  }
  return names.map((name) => {
    const path = [resolve(name), join(NOTEBOOKS, name)].find((candidate) => existsSync(candidate));
    if (!path) throw new SetupError(`${name} must be a notebook, but there is no such file`);
    return path;
  });
}

/** Executes one notebook; returns what is wrong with it. */
async function execute(path, check) {
  const folder = mkdtempSync(join(tmpdir(), 'notebook-'));
  try {
    const before = readFileSync(path, 'utf8');
    const begun = Date.now();
    const { code, output } = await run('jupyter', [
      'nbconvert',
      ...['--to', 'notebook', '--execute', path, '--output-dir', folder],
      ...['--output', 'executed.ipynb', '--log-level', 'WARN'],
      `--ExecutePreprocessor.timeout=${SECONDS}`,
      '--ExecutePreprocessor.iopub_timeout=30',
      '--ExecutePreprocessor.raise_on_iopub_timeout=True',
      '--ExecutePreprocessor.record_timing=False',
    ]);
    if (code !== 0) return [reason(output)];
    if (/Timeout waiting for IOPub output/.test(output)) return ['output was lost'];
    const seconds = (Date.now() - begun) / 1000;
    if (seconds > SECONDS) return [`took ${seconds.toFixed(0)} s, longer than ${SECONDS} s`];
    const executed = clean(JSON.parse(readFileSync(join(folder, 'executed.ipynb'), 'utf8')));
    const problems = complaints(executed);
    if (problems.length > 0) return problems;
    if (check) return compare(JSON.parse(before), executed);
    const after = toText(executed);
    if (after !== before) writeFileSync(path, after);
    return [];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of nbconvert's stack, the part about the cell. */
function reason(output) {
  const at = output.search(/^nbclient\.exceptions\./m);
  return (at < 0 ? output : output.slice(at)).trim();
}
