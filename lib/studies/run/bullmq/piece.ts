/*
 * A piece of work on its way to a worker of another process, and its outcome on the way back, as data of JSON.
 */
import { type ModulePlace } from '../../../parameters/registry.js';
import { type Task } from '../task.js';

/** A piece of a run. */
export interface Piece {
  /** The run, whose lease a worker looks for before it begins. */
  readonly run: string;
  readonly task: Task;
  /** The modules with definitions that the run uses. */
  readonly modules: readonly ModulePlace[];
  /** Whether the study is not the library's, so that its outcome is checked. */
  readonly own: boolean;
}

/** The outcome of a piece: a value, its fault, or the message of its error; `gone` where the run has ended. */
export type PieceOutcome =
  | { readonly value: unknown }
  | { readonly fault: string }
  | { readonly error: string }
  | { readonly gone: true };

/** The key of a run's lease. */
export function leaseOf(prefix: string, run: string): string {
  return `${prefix}:run:${run}`;
}
