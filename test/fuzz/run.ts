/*
 * A run of the fuzzer: every call is decided by the seed and its number, and failures of one fault are one group.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  readonly onProgress?: (progress: { done: number; total: number; resumed: number }) => void;
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
  readonly groups: readonly Group[];
}

/** Finds the targets whose names hold `part`. */
export async function targetsOf(catalogue: string, part: string): Promise<readonly Target[]> {
  const { TARGETS } = (await import(catalogue)) as { TARGETS: readonly Target[] };
  return TARGETS.filter(({ name }) => name.includes(part));
}

const isFailure = ({ outcome }: Made): boolean => FAILURES.includes(outcome.kind);
const keyOf = ({ plan, outcome }: Made): string => `${plan.target} ${groupOf(outcome)}`;

/** Whether the first input is smaller: fewer edits, or as many in a shorter text. */
function isSmaller(a: Plan, b: Plan): boolean {
  const edits = a.edits.length - b.edits.length;
  return edits < 0 || (edits === 0 && planText(a).length < planText(b).length);
}

/** The call with one edit alone, where that fails in the same way. */
async function shrink(crew: Crew, group: Group): Promise<Group> {
  if (group.plan.edits.length < 2) return group;
  for (const edit of group.plan.edits) {
    const made = await crew.make({ ...group.plan, edits: [edit] });
    if (keyOf(made) === keyOf(group)) return { ...group, ...made };
  }
  return group;
}

/** Makes the calls in child processes, and returns what failed. */
export async function fuzz({
  catalogue = join(__dirname, 'catalogue', 'index.js'),
  target = '',
  deadline = 5,
  memory = 2 ** 31,
  ...options
}: FuzzOptions): Promise<Findings> {
  const { calls, seed, only, shrink: most = Infinity, onProgress } = options;
  const targets = await targetsOf(catalogue, target);
  if (targets.length === 0)
    throw new Error(`fuzz: target must be a part of a target's name, got ${target}`);
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const crew = new Crew({ catalogue, folder, deadline, memory });
  const counts = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, 0])) as Record<
    Kind,
    number
  >;
  const groups = new Map<string, Group>();
  const numbers = only === undefined ? [...Array(calls).keys()] : [only];
  try {
    for (const [done, call] of numbers.entries()) {
      onProgress?.({ done, total: numbers.length, resumed: 0 });
      const made = await crew.make({ seed, call, target: targets[call % targets.length].name });
      counts[made.outcome.kind]++;
      if (!isFailure(made)) continue;
      const known = groups.get(keyOf(made));
      const shown = known && !isSmaller(made.plan, known.plan) ? known : { ...made, call };
      groups.set(keyOf(made), { ...shown, times: (known?.times ?? 0) + 1 });
    }
    const sorted = [...groups.values()].sort((a, b) => b.times - a.times);
    const shrunk: Group[] = [];
    for (const [at, group] of sorted.entries())
      shrunk.push(at < most ? await shrink(crew, group) : group);
    onProgress?.({ done: numbers.length, total: numbers.length, resumed: 0 });
    return { calls: numbers.length, counts, groups: shrunk };
  } finally {
    crew.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
