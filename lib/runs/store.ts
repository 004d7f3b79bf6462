/*
 * Runs that are kept: one JSON file each, the result of a study with the notes of its run. The file is a configuration too.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from '../files/failure.js';
import { replaceFile } from '../files/replace.js';
import { FileError, InvalidArgumentError } from '../math/errors.js';
import { nearest } from '../math/nearest.js';
import { short, show } from '../math/show.js';
import { keptRun } from './checks.js';
import { readJson } from './config.js';
import { checkName, type RunNames } from './names.js';
import { fileName, type SweptStudy, type AnyStudyResult } from './study.js';

/** The notes of a run, which do not change its result. */
export interface RunNotes {
  readonly name: string;
  readonly tags: readonly string[];
  /** The time of its end, as ISO 8601. */
  readonly finished: string;
  /** Seconds that it took by the wall clock, the pieces read from a journal not counted. */
  readonly seconds: number;
}

/** A kept run. */
export interface KeptRun extends AnyStudyResult {
  readonly run: RunNotes;
}

/** The name that a run has where none is given: its study, and the first 8 hexadecimal digits of a hash of its parameters. */
export function nameOfRun(
  study: SweptStudy,
  { parameters, versions }: Omit<AnyStudyResult, 'tables'>,
): string {
  const entries = Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([study.name, entries, versions]);
  return `${fileName(study)}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
}

/** The folder of the runs that are kept in the folder of results `out`. */
export function folderOfRuns(out: string): string {
  return join(out, 'runs');
}

function pathOf(out: string, name: string): string {
  return join(folderOfRuns(out), `${name}.json`);
}

/**
 * Keeps a run; a run of the same name is replaced where it has the same parameters.
 *
 * @returns the path of its file
 * @throws {@link InvalidArgumentError} when another run has the name; {@link FileError} when the file cannot be written
 */
export function keepRun(where: string, out: string, kept: KeptRun): string {
  const { run, ...result } = kept;
  checkFree(where, out, run.name, result);
  const path = pathOf(out, run.name);
  replaceFile(where, path, `${JSON.stringify({ run, ...result }, null, 1)}\n`);
  return path;
}

/**
 * @throws {@link InvalidArgumentError} when a run with other parameters has the name
 */
export function checkFree(
  where: string,
  out: string,
  name: string,
  { study, parameters }: Pick<AnyStudyResult, 'study' | 'parameters'>,
): void {
  if (!existsSync(pathOf(out, name))) return;
  const other = readRun(where, out, name);
  if (same([other.study, other.parameters], [study, parameters])) return;
  throw new InvalidArgumentError(
    where,
    'name must be that of no kept run with other parameters',
    `${show(name)}; give another with --name, or remove ${pathOf(out, name)}`,
  );
}

/** Whether two values have the same JSON, in any order of the parameters; those left out have none. */
function same(a: readonly [string, object], b: readonly [string, object]): boolean {
  const text = ([study, parameters]: readonly [string, object]): string => {
    const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
    return JSON.stringify([study, given.sort(([x], [y]) => (x < y ? -1 : 1))]);
  };
  return text(a) === text(b);
}

/**
 * The kept run with a name.
 *
 * @throws {@link InvalidArgumentError} when there is none; {@link FileError} when its file is damaged
 */
export function readRun(where: string, out: string, name: string): KeptRun {
  checkName(where, 'name of a run', name);
  const path = pathOf(out, name);
  if (!existsSync(path)) {
    const near = nearest(name, namesOfRuns(where, out));
    const hint = near === undefined ? '; runs list shows them' : `; did you mean ${near}?`;
    const rule = `name must be that of a run kept in ${short(folderOfRuns(out), 100)}`;
    throw new InvalidArgumentError(where, rule, show(name) + hint);
  }
  return checkedRun(where, path, readJson(where, path));
}

function namesOfRuns(where: string, out: string): string[] {
  const path = folderOfRuns(out);
  if (!existsSync(path)) return [];
  const rule = 'must be a folder that can be read';
  const files = attempt({ where, path, rule }, () => readdirSync(path));
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** The kept run of the same study with the same parameters and versions, where there is one. */
export function findRun(
  where: string,
  out: string,
  study: SweptStudy,
  header: Omit<AnyStudyResult, 'tables'>,
): KeptRun | undefined {
  const name = nameOfRun(study, header);
  if (!existsSync(pathOf(out, name))) return undefined;
  const found = readRun(where, out, name);
  const whole =
    same([found.study, found.parameters], [study.name, header.parameters]) &&
    JSON.stringify(found.versions) === JSON.stringify(header.versions);
  return whole ? found : undefined;
}

/**
 * All kept runs by name, and the files that are none.
 *
 * @throws {@link FileError} when the folder cannot be read
 */
export function listRuns(where: string, out: string): { runs: KeptRun[]; unread: string[] } {
  const runs: KeptRun[] = [];
  const unread: string[] = [];
  for (const name of namesOfRuns(where, out)) {
    try {
      runs.push(readRun(where, out, name));
    } catch {
      unread.push(pathOf(out, name));
    }
  }
  return { runs, unread };
}

function checkedRun(where: string, path: string, found: unknown): KeptRun {
  try {
    keptRun(where, 'run', found);
    return found as KeptRun;
  } catch (cause) {
    const rule = 'must be a run as it was kept, so that it is damaged; remove it';
    throw Object.assign(new FileError(where, path, rule), { cause });
  }
}

/** The notes of a run that ended now. */
export function notesOf(name: string, { tags = [] }: RunNames, startedAt: number): RunNotes {
  const now = Date.now();
  const seconds = Math.round((now - startedAt) / 10) / 100;
  return { name, tags: [...tags], finished: new Date(now).toISOString(), seconds };
}
