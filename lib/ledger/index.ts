export { createSparseWeights, type SparseRows, type SparseWeights } from './sparseWeights.js';
export { sparseBlock, sparseInflate, sparseRank, type SparseBlock } from './sparseRank.js';
export { changeTowards } from './changes.js';
export { type CommittedBlock } from './cometbft/blocks.js';
export { openCometLog, type CometLog, type CometLogOptions } from './cometbft/cometLog.js';
export { startLedgerNode, type LedgerNode, type LedgerNodeOptions } from './cometbft/node.js';
export { openFileLog, type FileLog } from './fileLog.js';
export { createKeys, keysFrom, type Keys } from './keys.js';
export { openLedger, type Ledger, type LedgerOptions } from './ledger.js';
export { createMemoryLog, type OperationLog } from './log.js';
export { LogError, OutdatedError } from './logError.js';
export {
  openPostgresLog,
  type PostgresLog,
  type PostgresLogOptions,
} from './postgres/postgresLog.js';
export {
  draft,
  historyHash,
  ledgerId,
  operationBytes,
  sign,
  type Genesis,
  type Operation,
  type OperationBody,
  type OperationDraft,
  type OperationPlace,
  type PlacedOperation,
  type SignedOperation,
} from './operations.js';
export { LedgerRefusal, REFUSAL_REASONS, type RefusalReason } from './refusal.js';
export { type LedgerSettings, type LedgerSnapshot } from './state.js';
export * from './weights/index.js';
