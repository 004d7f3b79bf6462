/*
 * The inputs and results of a study, as plain data.
 */
import { type Versions } from '../files/version.js';

/** A study's result: plain data, the same for the same parameters on any machine and number of workers. */
export interface StudyResult<Name extends string, Parameters, Tables> {
  readonly study: Name;
  /** All values of the parameters, which determine the tables. */
  readonly parameters: Parameters;
  readonly versions: Versions;
  readonly tables: Tables;
}

/** The state of a running study. */
export interface Progress {
  /** Pieces of work finished, of `total`; a piece is one network at one setting. */
  readonly done: number;
  readonly total: number;
  /** The number of finished pieces read from the journal. */
  readonly resumed: number;
  /** The bytes of an incomplete last line that were dropped from the journal; absent where there were none. */
  readonly dropped?: number;
}

/** The options of a run, which do not change its tables. */
export interface RunOptions {
  /** Stops the study: it rejects with the signal's reason, and the journal keeps finished pieces. */
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
