/*
 * The ledger's rules for accepting operations, and their effects.
 *
 *   §1.3   W_i ← Π(W_i + ΔW_i),   ‖ΔW_i‖₂ < ε
 *
 * The ΔW here includes the λ of the paper's W^{t+1} = W^t + λ ΔW. The bound holds after Π: Π is non-expansive and
 * W_i = Π(W_i), so ‖Π(W_i + ΔW_i) − W_i‖₂ ≤ ‖ΔW_i‖₂ < ε. With one change a peer a block, a peer moves its row by less
 * than ε a block.
 */
import { squaredNorm, sum } from '../math/rows.js';
import { projectOnSimplex } from '../math/simplex.js';
import { closeBlock } from './block.js';
import { isSignedBy } from './keys.js';
import {
  historyHash,
  operationBytes,
  type OperationBody,
  type PlacedOperation,
  type SignedOperation,
} from './operations.js';
import { refuse } from './refusal.js';
import { LEAST_STAKE } from './shape.js';
import { beginState, type LedgerState } from './state.js';

type Of<T extends OperationBody['type']> = Extract<PlacedOperation, { type: T }>;

/** The text of an id in messages. */
function short(id: string): string {
  return `${id.slice(0, 8)}…`;
}

function checkSignature({ operation, signature }: SignedOperation): void {
  const signer = operation.type === 'genesis' ? operation.authority : operation.peer;
  if (isSignedBy(signer, operationBytes(operation), signature)) return;
  const rule = `signature must be that of the operation by ${short(signer)}`;
  refuse('badSignature', rule, short(signature));
}

/**
 * Checks that the operation is for this ledger and block, by a peer that may act. Returns the peer's index, −1 for
 * outsiders.
 */
function checkPlace(state: LedgerState, operation: PlacedOperation): number {
  const { type, ledger, block, history, peer } = operation;
  if (ledger !== state.ledger) {
    refuse('otherLedger', `ledger must be ${short(state.ledger)}`, short(ledger));
  }
  if (block !== state.block) {
    refuse('wrongBlock', `block must be the open one, ${state.block}`, String(block));
  }
  if (history !== state.history) {
    refuse('otherHistory', `history must be ${short(state.history)}`, short(history));
  }
  const index = state.ids.indexOf(peer);
  if (type === 'block') {
    const { authority } = state.settings;
    if (peer === authority) return index;
    refuse('notAuthority', `peer must be the authority, ${short(authority)}`, short(peer));
  }
  if (index < 0 && type !== 'join') {
    refuse('unknownPeer', 'peer must be one of the open block', short(peer));
  }
  return index;
}

function join(state: LedgerState, { peer }: Of<'join'>, index: number): LedgerState {
  if (index >= 0) refuse('alreadyPeer', 'peer must not be one of the block already', short(peer));
  const { mostPeers } = state.settings;
  if (state.ids.length + state.joining.length >= mostPeers) {
    refuse('full', `the ledger must have at most ${mostPeers} peers`, `one more, ${short(peer)}`);
  }
  return { ...state, joining: [...state.joining, peer] };
}

function leave(state: LedgerState, { peer }: Of<'leave'>): LedgerState {
  const leaving = new Set(state.leaving).add(peer);
  const left = sum(state.stake.filter((_, i) => !leaving.has(state.ids[i])));
  if (!(left >= LEAST_STAKE)) {
    const rule = `peer must leave at least ${LEAST_STAKE} of stake to the other peers`;
    refuse('lastStake', rule, String(left));
  }
  return { ...state, leaving };
}

function changeWeights(state: LedgerState, { change }: Of<'weights'>, i: number): LedgerState {
  const n = state.ids.length;
  if (change.length !== n) {
    refuse('wrongLength', `change must have one number a peer, ${n}`, String(change.length));
  }
  const size = Math.sqrt(squaredNorm(change));
  const { bound } = state.settings;
  if (!(size < bound)) {
    refuse('changeTooLarge', `change must be shorter than ${bound} in ‖·‖₂`, String(size));
  }
  const rows = [...state.rows];
  rows[i] = projectOnSimplex(rows[i].map((weight, j) => weight + change[j]));
  return { ...state, rows };
}

function transfer(state: LedgerState, { to, amount }: Of<'transfer'>, from: number): LedgerState {
  if (to === state.ids[from]) refuse('malformed', 'to must be another peer', short(to));
  const target = state.ids.indexOf(to);
  if (target < 0) refuse('unknownPeer', 'to must be a peer of the open block', short(to));
  if (state.leaving.has(to)) {
    refuse('receiverLeaves', 'to must be a peer that stays', short(to));
  }
  const held = state.stake[from];
  if (amount > held) {
    refuse('notEnoughStake', `amount must be at most what the peer holds, ${held}`, String(amount));
  }
  const stake = state.stake.slice();
  stake[from] -= amount;
  stake[target] += amount;
  return { ...state, stake };
}

function applyBody(state: LedgerState, operation: PlacedOperation, index: number): LedgerState {
  switch (operation.type) {
    case 'join':
      return join(state, operation, index);
    case 'leave':
      return leave(state, operation);
    case 'weights':
      return changeWeights(state, operation, index);
    case 'transfer':
      return transfer(state, operation, index);
    case 'block':
      return closeBlock(state);
  }
}

/**
 * The state after a well-formed operation; the state before is left unchanged.
 *
 * @param state - undefined before the genesis
 * @throws {@link LedgerRefusal} when a rule is broken
 */
export function applyOperation(
  state: LedgerState | undefined,
  signed: SignedOperation,
): LedgerState {
  const { operation } = signed;
  if (operation.type === 'genesis') {
    if (state) refuse('alreadyBegun', 'type must not be genesis after the first', 'genesis');
    checkSignature(signed);
    return beginState(operation, signed);
  }
  if (!state) refuse('noGenesis', 'type must be genesis to begin with', operation.type);
  const index = checkPlace(state, operation);
  checkSignature(signed);
  const { type, peer } = operation;
  const deed = `${type} ${peer}`;
  if (state.done.has(deed)) {
    refuse('repeated', `peer must have one ${type} a block`, `a second of ${short(peer)}`);
  }
  const next = applyBody(state, operation, index);
  const head = historyHash(state.head, signed);
  if (type === 'block') return { ...next, head, history: head };
  return { ...next, head, done: new Set(state.done).add(deed) };
}
