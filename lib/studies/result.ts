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
  /** The reason for which no piece is performed for now, such as a server that does not answer; absent otherwise. */
  readonly waiting?: string;
}

/** The places where pieces of work are performed. */
export const ENGINES = ['threads', 'bullmq'] as const;
export type Engine = (typeof ENGINES)[number];

/** The server of this machine. */
export const REDIS = 'redis://127.0.0.1:6379';

/** The options of a run, which do not change its tables. */
export interface RunOptions {
  /** Stops the study: it rejects with the signal's reason, and the journal keeps finished pieces. */
  signal?: AbortSignal;
  /** Called at the start and after every finished piece of work. */
  onProgress?: (progress: Progress) => void;
  /** Worker threads of this process. Default: one for each processor core; none with the engine `bullmq`. */
  workers?: number;
  /**
   * The place where pieces are performed: `threads` of this process (default), or `bullmq`: workers of any machine, by a
   * server of Redis or Valkey. The result has the same bytes.
   */
  engine?: Engine;
  /** The address of the server of the engine `bullmq`. Default {@link REDIS}. */
  redis?: string;
  /** A file that keeps every finished piece of work and from which a later run resumes. Default: none. */
  journal?: string;
}

/** A number as a cell: null where it is not finite. */
export function cell(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
