/*
 * A sweep: one study at every combination of several values of its parameters, as one long table.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { versions, type Versions } from '../files/version.js';
import {
  checkInteger,
  checkList,
  checkMethods,
  checkObject,
  checkOptionNames,
  checkPath,
} from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { nearest } from '../math/nearest.js';
import { oneLine, show } from '../math/show.js';
import { readRunOptions } from '../studies/check.js';
import {
  discardJournal,
  type ParametersOf,
  type Cell,
  type Progress,
  type Row,
  type RunOptions,
} from '../studies/index.js';
import { cellOf } from './compare.js';
import { checkedTags } from './names.js';
import { findRun, folderOfRuns, keepRun, nameOfRun, notesOf } from './store.js';
import { headerOf, parametersOf, runStudy, type SweptStudy, type AnyStudyResult } from './study.js';

/** Combinations of one sweep at most. */
const MOST = 10_000;

/** The values of each parameter that a sweep varies, in order. */
export type Over = Readonly<Record<string, readonly unknown[]>>;

/** The options of {@link sweep} for a study with parameters `P`. */
export interface SweepOptions<P extends object = object> extends Omit<RunOptions, 'journal'> {
  /** The values of each parameter that is varied; every combination is run, the last parameter varying fastest. */
  readonly over: { readonly [Name in keyof P]?: readonly P[Name][] };
  /** The other parameters. Default: the study's defaults. */
  readonly parameters?: Partial<P>;
  /**
   * A folder in which each combination is kept as a run when it ends, with a journal until then: a sweep that was stopped
   * goes on where it was, and combinations that were run before are read. Default: none.
   */
  readonly folder?: string;
  /** The tags of the kept runs. Default: none. */
  readonly tags?: readonly string[];
}

/** The result of a sweep. */
export interface SweepResult {
  /** The name of the study that was swept. */
  readonly sweep: string;
  /** The values of each varied parameter. */
  readonly over: Over;
  /** All other parameters. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly versions: Versions;
  /** The summary of every combination, row below row, after the values of the varied parameters. */
  readonly rows: readonly Row[];
}

const OPTIONS = [
  ...['over', 'parameters', 'folder', 'tags', 'signal', 'onProgress', 'workers', 'engine', 'redis'],
];

/**
 * Runs a study at every combination of several values of its parameters.
 *
 * @throws {@link InvalidArgumentError} when a parameter or a value is not allowed; what the study throws
 */
export async function sweep<S extends SweptStudy>(
  study: S,
  options: SweepOptions<ParametersOf<S>>,
): Promise<SweepResult> {
  const where = 'sweep';
  checkMethods(where, 'study must be a study', study, ['read', 'perform']);
  checkOptionNames(where, options, OPTIONS);
  const { parameters = {}, folder, tags = [], over: _, ...run } = options;
  const { onProgress, ...settled } = readRunOptions(where, run);
  const { signal } = settled;
  const over = options.over as Over;
  if (folder !== undefined) checkPath(where, 'folder', folder);
  checkedTags(where, tags);
  const combinations = combinationsOf(where, study, over, parameters);
  const progress = inAll(combinations.length, onProgress);
  const rows: Row[] = [];
  for (const combination of combinations) {
    signal?.throwIfAborted();
    const run: RunOptions = { ...settled, onProgress: progress.update };
    const { tables } = await (folder === undefined
      ? runStudy(study, { ...parameters, ...combination }, run)
      : keptOrRun(study, { ...parameters, ...combination }, run, folder, tags));
    progress.ended();
    const varied = Object.entries(combination).map(([name, value]): [string, Cell] => [
      name,
      cellOf(value),
    ]);
    rows.push(...tables.summary.map((row): Row => ({ ...Object.fromEntries(varied), ...row })));
  }
  const all = parametersOf(study, { ...parameters, ...combinations[0] });
  const others = Object.entries(all).filter(([name]) => !(name in over));
  return {
    ...{ sweep: study.name, over, parameters: Object.fromEntries(others), versions: versions() },
    rows,
  };
}

/** The kept run of the parameters, or a new one, which is then kept. */
async function keptOrRun(
  study: SweptStudy,
  parameters: object,
  run: RunOptions,
  folder: string,
  tags: readonly string[],
): Promise<AnyStudyResult> {
  const header = headerOf(study, parameters);
  const known = findRun('sweep', folder, study, header);
  if (known) return known;
  const name = nameOfRun(study, header);
  const journal = join(folderOfRuns(folder), `${name}.journal.jsonl`);
  const startedAt = Date.now();
  const result = await runStudy(study, parameters, { ...run, journal });
  keepRun('sweep', folder, { run: notesOf(name, { tags }, startedAt), ...result });
  if (existsSync(journal)) discardJournal(journal);
  return result;
}

/**
 * All combinations of the values, checked with the study's rules before any is run.
 *
 * @throws {@link InvalidArgumentError} when a parameter or a value is not allowed
 */
function combinationsOf(
  where: string,
  study: SweptStudy,
  over: Over,
  parameters: object,
): Record<string, unknown>[] {
  checkObject(where, 'over', over);
  checkObject(where, 'parameters', parameters);
  const names = Object.keys(over);
  if (names.length === 0) {
    throw new InvalidArgumentError(where, 'over must name a parameter', '{}');
  }
  for (const name of names) {
    if (!Object.hasOwn(study.parameters, name)) {
      const near = nearest(name, Object.keys(study.parameters));
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      const rule = `over must name parameters of ${study.name}`;
      throw new InvalidArgumentError(where, rule, oneLine(name) + hint);
    }
    if (Object.hasOwn(parameters, name)) {
      const rule = `${name} must be varied or given once`;
      throw new InvalidArgumentError(where, rule, 'both');
    }
    const values = over[name];
    checkList(where, `over.${name}`, values);
    const texts = values.map((value) => JSON.stringify(value));
    if (values.length === 0 || new Set(texts).size < texts.length) {
      const rule = `over.${name} must be a list of different values`;
      throw new InvalidArgumentError(where, rule, show(texts.join(', ')));
    }
  }
  const count = names.reduce((product, name) => product * over[name].length, 1);
  checkInteger(where, 'number of combinations', count, 1, MOST);
  let combinations: Record<string, unknown>[] = [{}];
  for (const name of names) {
    combinations = combinations.flatMap((combination) =>
      over[name].map((value) => ({ ...combination, [name]: value })),
    );
  }
  for (const combination of combinations) parametersOf(study, { ...parameters, ...combination });
  return combinations;
}

/** The progress of many runs as that of one, as if all had as many pieces as the present one. */
function inAll(
  runs: number,
  onProgress: RunOptions['onProgress'],
): { update: (progress: Progress) => void; ended: () => void } {
  let [before, resumedBefore, ended] = [0, 0, 0];
  let present: Progress = { done: 0, total: 0, resumed: 0 };
  return {
    update: (progress) => {
      present = progress;
      onProgress?.({
        ...progress,
        done: before + progress.done,
        total: before + (runs - ended) * progress.total,
        resumed: resumedBefore + progress.resumed,
      });
    },
    ended: () => {
      before += present.total;
      resumedBefore += present.resumed;
      ended++;
      present = { done: 0, total: 0, resumed: 0 };
    },
  };
}
