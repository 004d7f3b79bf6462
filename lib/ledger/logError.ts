/*
 * The errors of logs that others write to, or that others run.
 */
import { WorkbenchError } from '../math/errors.js';

/** The sequence that an append was for is taken: another has written to the log. The log is unchanged. */
export class OutdatedError extends WorkbenchError {
  override name = 'OutdatedError';

  /**
   * @param where - the function that refused
   * @param at - the sequence for which the operation was checked
   * @param next - the next sequence of the log
   */
  constructor(
    readonly where: string,
    readonly at: number,
    readonly next: number,
  ) {
    super(`${where}: at must be the next sequence of the log, ${next}, got ${at}`);
  }
}

/** A log on a server cannot be reached, refuses the connection, or holds something else than operations in a chain. */
export class LogError extends WorkbenchError {
  override name = 'LogError';

  /**
   * @param where - the function that failed
   * @param address - the server, without passwords
   * @param problem - the fault and the remedy, as the rest of the sentence
   * @param isUnreachable - whether the server did not answer: it may do so later
   */
  constructor(
    readonly where: string,
    readonly address: string,
    problem: string,
    readonly isUnreachable = false,
  ) {
    super(`${where}: ${address} ${problem}`);
  }
}
