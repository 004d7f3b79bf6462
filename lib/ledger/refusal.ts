import { InvalidArgumentError, WorkbenchError } from '../math/errors.js';

/** Every reason for which the ledger refuses an operation. */
export const REFUSAL_REASONS = [
  /** Not an operation: a field is missing, unknown or of the wrong kind, or a setting of the genesis is invalid. */
  'malformed',
  /** A number is NaN or infinite. */
  'notFinite',
  /** The first operation is no genesis. */
  'noGenesis',
  /** A genesis where there is one already. */
  'alreadyBegun',
  /** Meant for a ledger that began with another genesis. */
  'otherLedger',
  /** Signed for a log whose earlier blocks were others. */
  'otherHistory',
  /** Meant for another block than the one that is open. */
  'wrongBlock',
  /** The peer is not among those of the open block. */
  'unknownPeer',
  /** Ed25519 does not verify under the key that must have signed. */
  'badSignature',
  /** A block closed by another than the authority of the genesis. */
  'notAuthority',
  /** The peer's second operation of this type in one block. */
  'repeated',
  /** ΔW_i does not have one number for each peer. */
  'wrongLength',
  /** ‖ΔW_i‖₂ ≥ ε. */
  'changeTooLarge',
  /** An id that is no public key: no secret key signs for it. */
  'noKey',
  /** The ledger has as many peers as its genesis allows. */
  'full',
  /** A peer that joins is there already. */
  'alreadyPeer',
  /** A transfer of more than the peer holds. */
  'notEnoughStake',
  /** A transfer to a peer that is about to leave, whose stake will be burnt. */
  'receiverLeaves',
  /** The remaining peers would hold next to nothing: no rank (5) could be paid for. */
  'lastStake',
] as const;

export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** The ledger refused an operation; nothing has changed, and the log does not hold it. */
export class LedgerRefusal extends WorkbenchError {
  override name = 'LedgerRefusal';

  /**
   * @param where - the function that refused
   * @param reason - the code of the rule
   * @param rule - the rule
   * @param value - the value found, ready for print
   */
  constructor(
    readonly where: string,
    readonly reason: RefusalReason,
    readonly rule: string,
    readonly value: string,
  ) {
    super(`${where}: ${rule}, got ${value}`);
  }
}

/** Refuses an operation on behalf of `submit`. */
export function refuse(reason: RefusalReason, rule: string, value: string): never {
  throw new LedgerRefusal('submit', reason, rule, value);
}

/** Runs a check of an argument as one of an operation: its refusals become the ledger's, for `reason`. */
export function checkedAs(reason: RefusalReason, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    refuse(reason, error.rule, error.value);
  }
}
