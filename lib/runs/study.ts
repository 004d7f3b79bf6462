/*
 * A study as runs know it: its definition, without the types of its own tables.
 */
import { kebab } from '../math/names.js';
import { nearest } from '../math/nearest.js';
import { show } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { type Schema } from '../parameters/index.js';
import {
  STUDIES,
  type Row,
  type RunOptions,
  type Shard,
  type ShardDone,
  type StudyResult,
} from '../studies/index.js';

/** The result of any study, with its tables by name. */
export type AnyStudyResult = StudyResult<
  string,
  Readonly<Record<string, unknown>>,
  { readonly summary: readonly Row[] }
>;

/** A study of any kind, which is not called through this type. */
export interface SweptStudy {
  (parameters?: never, options?: RunOptions): Promise<AnyStudyResult>;
  readonly name: string;
  readonly command: string;
  readonly title: string;
  readonly parameters: Schema;
  readonly columns: readonly string[];
  readonly read: (parameters?: never) => object;
  readonly plan: (parameters?: never) => {
    readonly header: Omit<AnyStudyResult, 'tables'>;
    readonly pieces: number;
  };
  readonly part: (
    parameters: never,
    shard: Shard,
    options: RunOptions & { readonly journal: string },
  ) => Promise<ShardDone>;
}

/** The beginning of a study's result. */
export function headerOf(study: SweptStudy, given: object): Omit<AnyStudyResult, 'tables'> {
  return study.plan(given as never).header;
}

/** The parameters that a study reads, with its defaults. */
export function parametersOf(study: SweptStudy, given: object): Record<string, unknown> {
  return study.read(given as never) as Record<string, unknown>;
}

/** Runs a study. */
export function runStudy(
  study: SweptStudy,
  parameters: object,
  options: RunOptions,
): Promise<AnyStudyResult> {
  return study(parameters as never, options);
}

/** Whether a value is the default of a study's parameter. */
export function isDefault({ parameters }: SweptStudy, name: string, value: unknown): boolean {
  return (
    Object.hasOwn(parameters, name) &&
    JSON.stringify(value) === JSON.stringify(parameters[name].default)
  );
}

/** Every study of the list. */
export function allStudies(): readonly SweptStudy[] {
  return STUDIES;
}

/**
 * The study with a name, as it is written in results (`liveMarket`), as its command (`live-market`, `figure 4`) or in its
 * files (`figure-4`).
 *
 * @throws {@link InvalidArgumentError} when there is none
 */
export function studyNamed(where: string, name: unknown): SweptStudy {
  const studies = allStudies();
  const found = studies.find((study) =>
    [study.name, study.command, fileName(study)].includes(name as string),
  );
  if (found) return found;
  const names = studies.map((study) => study.name);
  const near = typeof name === 'string' ? nearest(name, names) : undefined;
  const hint =
    near === undefined
      ? '; name the module of one of your own by --use'
      : `; did you mean ${near}?`;
  throw new InvalidArgumentError(where, 'study must be the name of a study', show(name) + hint);
}

/** The name of a study's files: its command with hyphens. */
export function fileName({ command }: { readonly command: string }): string {
  return kebab(command).replaceAll(' ', '-');
}
