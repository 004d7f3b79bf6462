/*
 * A run of the fuzzer: every call is decided by the seed and its number, and failures of one fault are one group.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkInteger, checkPositive } from '../../lib/math/checks.js';
import { InvalidArgumentError } from '../../lib/math/index.js';
import { type Progress } from '../../lib/studies/index.js';
import { Crew, type Made } from './crew.js';
import { FAILURES, groupOf, KINDS, type Kind } from './outcome.js';
import { planText, type Plan } from './plan.js';
import { type Target } from './target.js';

/** The options of a run. */
export interface FuzzOptions {
  /** The module whose TARGETS are called; the catalogue of the package where not given. */
  readonly catalogue?: string;
  readonly calls: number;
  readonly seed: number;
  /** The number of the only call to make. */
  readonly only?: number | undefined;
  /** A part of the names of the targets to call; all where empty. */
  readonly target?: string;
  /** The most seconds of a call. */
  readonly deadline?: number;
  /** The most bytes of resident memory. */
  readonly memory?: number;
  /** The most groups of failures to shrink. */
  readonly shrink?: number;
  readonly onProgress?: (progress: Progress) => void;
  /** Called after each call. */
  readonly onCall?: (made: Made) => void;
}

/** The failures of one target with one fault. */
export interface Group extends Made {
  /** The number of the call that is shown; `plan` is its input, without an edit that the failure does not need. */
  readonly call: number;
  /** The number of calls that failed so. */
  readonly times: number;
}

/** The counts and the failures of a run. */
export interface Findings {
  readonly calls: number;
  readonly counts: Readonly<Record<Kind, number>>;
  /** The most frequent first. */
  readonly groups: readonly Group[];
}

/** The package's own targets. */
export const CATALOGUE = join(__dirname, 'catalogue', 'index.js');

const isFailure = ({ outcome }: Made): boolean => FAILURES.includes(outcome.kind);
const keyOf = ({ plan, outcome }: Made): string => `${plan.target} ${groupOf(outcome)}`;

/** Whether the first input is smaller: fewer edits, or as many in a shorter text. */
function isSmaller(a: Plan, b: Plan): boolean {
  const edits = a.edits.length - b.edits.length;
  return edits < 0 || (edits === 0 && planText(a).length < planText(b).length);
}

/** A group with one edit alone, where that fails in the same way. */
async function shrink(group: Group, make: (plan: Plan) => Promise<Made>): Promise<Group> {
  const { plan } = group;
  for (const edit of plan.edits.length < 2 ? [] : plan.edits) {
    const made = await make({ ...plan, edits: [edit] });
    if (keyOf(made) === keyOf(group)) return { ...group, ...made };
  }
  return group;
}

/** The groups of failures, as calls are added. */
class Groups {
  readonly #groups = new Map<string, Group>();

  add(made: Made, call: number): void {
    const key = keyOf(made);
    const known = this.#groups.get(key);
    const shown = known && !isSmaller(made.plan, known.plan) ? known : { ...made, call };
    this.#groups.set(key, { ...shown, times: (known?.times ?? 0) + 1 });
  }

  sorted(): Group[] {
    return [...this.#groups.values()].sort((a, b) => b.times - a.times);
  }
}

async function targetsOf(catalogue: string, part: string): Promise<readonly Target[]> {
  const { TARGETS } = (await import(catalogue)) as { TARGETS: readonly Target[] };
  const targets = TARGETS.filter(({ name }) => name.includes(part));
  if (targets.length > 0) return targets;
  throw new InvalidArgumentError('fuzz', "target must be a part of a target's name", part);
}

/**
 * Makes the calls in a child process, and returns what failed.
 *
 * @throws {@link InvalidArgumentError} when an option is out of its range
 * @throws Error when the catalogue is at fault
 */
export async function fuzz({
  catalogue = CATALOGUE,
  target: part = '',
  deadline = 5,
  memory = 2 ** 31,
  ...options
}: FuzzOptions): Promise<Findings> {
  const { calls, seed, only, shrink: most = Infinity, onProgress, onCall } = options;
  checkInteger('fuzz', 'calls', calls, 1);
  checkInteger('fuzz', 'seed', seed, 0);
  checkInteger('fuzz', 'only', only ?? 0, 0);
  checkPositive('fuzz', 'deadline', deadline);
  const targets = await targetsOf(catalogue, part);
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const crew = new Crew({ catalogue, folder, memory });
  const secondsOf = (name: string): number =>
    targets.find((target) => target.name === name)?.seconds ?? deadline;
  const counts = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, 0])) as Record<
    Kind,
    number
  >;
  const groups = new Groups();
  const numbers = only === undefined ? [...Array(calls).keys()] : [only];
  const total = numbers.length;
  try {
    for (const [done, call] of numbers.entries()) {
      onProgress?.({ done, total, resumed: 0 });
      const { name } = targets[call % targets.length];
      const made = await crew.make({ seed, call, target: name }, secondsOf(name));
      counts[made.outcome.kind]++;
      onCall?.(made);
      if (isFailure(made)) groups.add(made, call);
    }
    onProgress?.({ done: total, total, resumed: 0 });
    const shrunk: Group[] = [];
    for (const [at, group] of groups.sorted().entries()) {
      const again = (plan: Plan): Promise<Made> => crew.make(plan, secondsOf(plan.target));
      shrunk.push(at < most ? await shrink(group, again) : group);
    }
    return { calls: total, counts, groups: shrunk };
  } finally {
    crew.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
