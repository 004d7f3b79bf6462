import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STUDIES } from '../../lib/studies/index.js';
import { optionOf, start, type Outcome } from '../support/commandLine.js';
import { temporaryFolder } from '../support/folders.js';
import { SMALL } from '../support/smallStudies.js';

/** The options of the command line for parameters. */
function flags(given: object): string[] {
  return Object.entries(given).flatMap(([name, value]: [string, unknown]) => [
    optionOf(name),
    String(value),
  ]);
}

/** The number of whole lines of a study's journal. */
function kept(folder: string): number {
  if (!existsSync(folder)) return 0;
  const name = readdirSync(folder).find((file) => file.endsWith('.journal.jsonl'));
  return name ? readFileSync(join(folder, name), 'utf8').split('\n').length - 1 : 0;
}

/** Runs a command and sends `signal` once it has printed progress and its journal has more than `lines` lines. */
async function interrupted(
  args: readonly string[],
  folder: string,
  signal: NodeJS.Signals,
  lines: number,
): Promise<Outcome> {
  const { child, outcome } = start(args, folder);
  let told = false;
  child.stderr.once('data', () => (told = true));
  const watch = setInterval(() => {
    if (!told || kept(join(folder, 'out')) <= lines) return;
    clearInterval(watch);
    child.kill(signal);
  }, 2);
  const result = await outcome;
  clearInterval(watch);
  return result;
}

describe('an interrupted command continues from its journal', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  for (const study of STUDIES) {
    it(`${study.command}, by SIGINT and SIGTERM`, async () => {
      const args = [...study.command.split(' '), ...flags(SMALL[study.name].given)];
      const ways = [...args, '--workers', '1', '--out'];
      const whole = await start([...ways, 'whole'], folder()).outcome;
      assert.equal(whole.code, 0, whole.stderr);
      let stops = 0;
      for (const [signal, lines] of [
        ['SIGINT', 1],
        ['SIGTERM', 0],
      ] as const) {
        const { code, stderr } = await interrupted([...ways, 'out'], folder(), signal, lines);
        assert.ok(code === 130 || code === 0, stderr);
        if (code !== 130) continue;
        stops++;
        assert.match(stderr, /the same command goes on from there/);
      }
      assert.ok(stops > 0, 'every signal came after the end');
      const last = await start([...ways, 'out'], folder()).outcome;
      assert.equal(last.code, 0, last.stderr);
      const results = readdirSync(join(folder(), 'whole')).filter(
        (file) => !['index.html', 'runs'].includes(file),
      );
      assert.deepEqual(
        readdirSync(join(folder(), 'out')).sort(),
        readdirSync(join(folder(), 'whole')).sort(),
      );
      for (const file of results) {
        const [one, other] = ['whole', 'out'].map((name) =>
          readFileSync(join(folder(), name, file)),
        );
        assert.ok(one.equals(other), file);
      }
    });
  }
});
