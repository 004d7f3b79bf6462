/*
 * Errors of the operating system as the project's one sentence: the function, the file, the rule, and the system's reason.
 */
import { FileError, WorkbenchError } from '../math/errors.js';

/** The parts of the sentence that are known before anything fails. */
export interface FileRule {
  /** The function that refuses, as its caller names it. */
  readonly where: string;
  /** The file or folder. */
  readonly path: string;
  /** The rule that a failure breaks, as the rest of the sentence: `must be a file that can be read`. */
  readonly rule: string;
  /** The remedy, as the end of the sentence. Default: none. */
  readonly cure?: string;
}

/** The most characters of the system's reason, which ends with the path that the sentence has already. */
const MOST_REASON = 120;

/** An error of the system as the sentence; the project's own errors are sentences already, and stay as they are. */
export function failure({ where, path, rule, cure }: FileRule, error: unknown): WorkbenchError {
  if (error instanceof WorkbenchError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const line = text.replace(/\s+/g, ' ');
  const reason = line.length > MOST_REASON ? `${line.slice(0, MOST_REASON)}...` : line;
  return new FileError(where, path, `${rule} (${reason})${cure === undefined ? '' : `; ${cure}`}`);
}

/**
 * The result of `act`.
 *
 * @throws {@link FileError} when `act` throws anything but an error of the project
 */
export function attempt<T>(rule: FileRule, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw failure(rule, error);
  }
}

/** {@link attempt} for work that takes its time; rejects instead of throwing. */
export async function attemptAsync<T>(rule: FileRule, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw failure(rule, error);
  }
}
