import { InvalidArgumentError, WorkbenchError } from '../math/errors.js';

/** Every reason for which the ledger refuses an operation. New ones go last: a chain has their places as codes. */
export const REFUSAL_REASONS = [
  /** Not an operation: a field is missing, unknown or of the wrong kind, or a setting of the genesis is invalid. */
  'malformed',
  /** A number is NaN or infinite. */
  'notFinite',
  /** The first operation is not a genesis. */
  'noGenesis',
  /** A second genesis. */
  'alreadyBegun',
  /** Signed for a ledger with another genesis. */
  'otherLedger',
  /** Signed for another history of earlier blocks. */
  'otherHistory',
  /** Signed for a block other than the open one. */
  'wrongBlock',
  /** The peer is not among those of the open block. */
  'unknownPeer',
  /** The Ed25519 signature does not verify under the required key. */
  'badSignature',
  /** A close of the block by a peer other than the authority. */
  'notAuthority',
  /** The peer's second operation of this type in one block. */
  'repeated',
  /** ΔW_i does not have one number for each peer. */
  'wrongLength',
  /** ‖ΔW_i‖₂ ≥ ε. */
  'changeTooLarge',
  /** An id that is not a public key: no secret key signs for it. */
  'noKey',
  /** The ledger has the largest number of peers that its genesis allows. */
  'full',
  /** A joining peer is on the ledger already. */
  'alreadyPeer',
  /** A transfer of more than the peer holds. */
  'notEnoughStake',
  /** A transfer to a leaving peer, whose stake will be burnt. */
  'receiverLeaves',
  /** The remaining peers would hold too little stake to pay a rank (5). */
  'lastStake',
] as const;

export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** The ledger refused an operation; the ledger and its log are unchanged. */
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

/** Runs a check of an argument and turns its error into a refusal by the ledger, for `reason`. */
export function checkedAs(reason: RefusalReason, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    refuse(reason, error.rule, error.value);
  }
}
