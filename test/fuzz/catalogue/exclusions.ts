const STORES = 'an error class: its constructor stores its fields, and the library alone calls it';

/** Exports that no target calls, each with the reason. */
export const EXCLUSIONS: Readonly<Record<string, string>> = {
  FileError: STORES,
  InterruptedError: STORES,
  InvalidArgumentError: STORES,
  LedgerRefusal: STORES,
  LogError: STORES,
  OutdatedError: STORES,
  StalledError: STORES,
  StudyError: STORES,
  FailedError: STORES,
  TimeoutError: STORES,
  UnreachableError: STORES,
  WorkbenchError: STORES,
  onnxPeer:
    'it needs a runtime that npm ci does not install; test/network/onnx.test.ts has its refusals',
  startWorker: 'it needs a server; test/studies/bullmq.slow.test.ts has its refusals',
  'Network.constructor': 'createNetwork alone calls it, with parts that it has checked',
};
