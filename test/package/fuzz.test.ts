import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Crew } from '../fuzz/crew.js';
import { NEVER_SETTLES } from '../fuzz/mutations/functions.js';
import { fuzz, type Findings } from '../fuzz/run.js';
import { FAILURES, groupOf } from '../fuzz/outcome.js';
import { planText } from '../fuzz/plan.js';
import { reportText } from '../fuzz/report.js';
import { temporaryFolder } from '../support/folders.js';

const FAULTY = join(__dirname, '..', 'fuzz', 'faultyTargets.js');

/** The details of the failures of a kind, by target. */
function failures({ groups }: Findings, kind: string): Record<string, string> {
  return Object.fromEntries(
    groups
      .filter(({ outcome }) => outcome.kind === kind)
      .map(({ plan, outcome }) => [plan.target, outcome.detail]),
  );
}

describe('the fuzzer', function () {
  this.timeout(60_000);

  it('counts every one of 60 calls, and failures by the calls that show them', async () => {
    const progress: number[] = [];
    const findings = await fuzz({
      ...{ calls: 60, seed: 1, target: 'market.', shrink: 0, deadline: 3 },
      onProgress: ({ done }) => progress.push(done),
    });
    const { counts, groups } = findings;
    assert.equal(
      Object.values(counts).reduce((total, count) => total + count),
      60,
    );
    assert.ok(counts.refused >= 5 && counts.finite >= 5, JSON.stringify(counts));
    assert.equal(
      groups.reduce((total, { times }) => total + times, 0),
      FAILURES.reduce((total, kind) => total + counts[kind], 0),
    );
    assert.deepEqual([progress[0], progress.at(-1)], [0, 60]);
  });

  describe('on targets with a fault each', () => {
    let findings: Findings;
    before(async () => {
      const limits = { deadline: 2, memory: 2 ** 29 };
      findings = await fuzz({ catalogue: FAULTY, calls: 10, seed: 1, ...limits });
    });

    it('finds errors that are not the library’s, thrown, late or by an end of the process', () => {
      assert.deepEqual(failures(findings, 'raw'), {
        throws: "TypeError: Cannot read properties of undefined (reading 'field')",
        fails: 'late TypeError: fails late',
        exits: 'the process ended with code 3',
      });
    });

    it('finds NaN, refusals without measure and changed arguments', () => {
      assert.deepEqual(failures(findings, 'nan'), { returnsNaN: '.values[1] is NaN' });
      assert.match(failures(findings, 'wording').refusesAtLength, /^\d+ characters: /);
      assert.equal(findings.counts.refused, 1);
    });

    it('finds calls without an end, asleep or at work, and memory without a limit', () => {
      const late = 'no end after 2 s';
      assert.deepEqual(failures(findings, 'hang'), { neverSettles: late, spins: late });
      assert.deepEqual(Object.keys(failures(findings, 'memory')), ['fills']);
    });

    it('reports a kind at a time, with the number that repeats each call', () => {
      const text = reportText(findings, true);
      assert.match(text, /raw: 3 different\n(.*\n)+.*exits: .*\n.*\(--only 9\)/);
      assert.match(text, / 10 {2}calls/);
    });
  });

  it('finds an argument that a call has changed', async () => {
    const options = { catalogue: FAULTY, target: 'changes', calls: 12, seed: 1 };
    assert.ok((await fuzz(options)).counts.changed > 0);
  });

  describe('on a call whose end is up to the caller', () => {
    const folder = temporaryFolder();
    const kindOf = async (
      target: string,
      path: (string | number)[],
      mutation: string,
    ): Promise<string> => {
      const crew = new Crew({ catalogue: FAULTY, folder: folder(), memory: 2 ** 31 });
      try {
        const made = await crew.make({ target, edits: [{ path, mutation, seed: 0 }] }, 2);
        return made.outcome.kind;
      } finally {
        crew.close();
      }
    };

    it('counts a promise of the caller’s that never settles as the caller’s, where the target waits', async () => {
      assert.equal(await kindOf('waits', [0], NEVER_SETTLES), 'own');
    });

    it('counts defaults that ask for a long run as long, and other waits as a hang', async () => {
      assert.equal(await kindOf('runsByDefault', [0, 'blocks'], 'is missing'), 'long');
      assert.equal(await kindOf('neverSettles', [0], 'is undefined'), 'hang');
    });

    it('looks at arguments without running a Proxy in a signal', async () => {
      assert.equal(await kindOf('listens', [0], 'is a Proxy that throws'), 'finite');
      assert.equal(await kindOf('listens', [0], 'has its fields from its prototype'), 'finite');
    });
  });

  it('repeats a call by its number', async () => {
    const made = async (only?: number): Promise<[string, string][]> => {
      const calls: [string, string][] = [];
      await fuzz({
        ...{ target: 'market.', seed: 3, calls: 30, only, shrink: 0, deadline: 3 },
        onCall: ({ plan, outcome }) => calls.push([planText(plan), groupOf(outcome)]),
      });
      return calls;
    };
    const all = await made();
    assert.equal(all.length, 30);
    for (const call of [4, 29]) assert.deepEqual(await made(call), [all[call]]);
  });
});
