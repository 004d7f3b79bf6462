const STORES = 'an error class: its constructor stores its fields, and the library alone calls it';

/** Exports that no target calls, each with the reason. */
export const EXCLUSIONS: Readonly<Record<string, string>> = {
  FileError: STORES,
  InterruptedError: STORES,
  InvalidArgumentError: STORES,
  LedgerRefusal: STORES,
  StalledError: STORES,
  StudyError: STORES,
  TimeoutError: STORES,
  UnreachableError: STORES,
  WorkbenchError: STORES,
  'Network.constructor': 'createNetwork alone calls it, with parts that it has checked',
};
