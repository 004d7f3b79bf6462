import { oneLine } from './show.js';

/** The base of every error that this library raises on purpose; any other error is a defect. */
export class WorkbenchError extends Error {
  override name = 'WorkbenchError';
}

/**
 * An argument broke a rule. The message is one sentence: the function, the rule and the value.
 */
export class InvalidArgumentError extends WorkbenchError {
  override name = 'InvalidArgumentError';

  /**
   * @param where - the name of the function that refused
   * @param rule - the rule, starting with the argument's name: `stake must be finite`
   * @param value - the value found, ready for print
   */
  constructor(
    readonly where: string,
    readonly rule: string,
    readonly value: string,
  ) {
    super(`${oneLine(where)}: ${rule}, got ${value}`);
  }
}

/** A file could not be read, written or parsed; the file is unchanged. */
export class FileError extends WorkbenchError {
  override name = 'FileError';

  /**
   * @param where - the function that refused
   * @param path - the file or folder
   * @param problem - the fault and the remedy, as the rest of the sentence
   */
  constructor(
    readonly where: string,
    readonly path: string,
    problem: string,
  ) {
    super(`${where}: ${oneLine(path)} ${problem}`);
  }
}
