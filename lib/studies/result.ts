/*
 * The plain data that go into and come out of a study.
 */
import { type Versions } from '../files/version.js';

/** A study's result: plain data, the same for the same parameters on any machine and number of workers. */
export interface StudyResult<Name extends string, Parameters, Tables> {
  readonly study: Name;
  /** Everything that decides the tables, defaults filled in. */
  readonly parameters: Parameters;
  readonly versions: Versions;
  readonly tables: Tables;
}

/** The state of a running study. */
export interface Progress {
  /** Pieces of work finished, of `total`; a piece is one network at one setting. */
  readonly done: number;
  readonly total: number;
  /** How many of the finished ones were read from the journal. */
  readonly resumed: number;
  /** Bytes of a last line, cut off in the middle, that were dropped from the journal; absent where there were none. */
  readonly dropped?: number;
}

/** How a study is run: nothing here changes its tables. */
export interface RunOptions {
  /** Stops the study: it rejects with the signal's reason, and the journal keeps what was finished. */
  signal?: AbortSignal;
  /** Called at the start and after every finished piece of work. */
  onProgress?: (progress: Progress) => void;
  /** Worker threads. Default: one for each processor core. */
  workers?: number;
  /** A file that keeps every finished piece of work and from which a later run resumes. Default: none. */
  journal?: string;
}

/** A number as a cell: null where it is not finite. */
export function cell(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
