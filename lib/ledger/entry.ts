/*
 * One line of a file log: an operation, its sequence, and the hash of all lines before.
 *
 *   {"sequence":k,"previous":h_{k−1},"operation":…,"signature":…,"hash":h_k}
 *   h_k = SHA-256 of the line up to `,"hash"`, closed by `}`;   h_{−1} = 0
 *
 * Every value has one form, canonical JSON, so that a valid line is determined to the byte.
 */
import { checkObject } from '../math/checks.js';
import { WorkbenchError } from '../math/errors.js';
import { sha256 } from '../files/verified.js';
import { canonicalJson } from './canonical.js';
import { type SignedOperation } from './operations.js';

/** The head of a chain: the sequence of the next entry and the hash of the last. */
export interface ChainHead {
  readonly sequence: number;
  readonly previous: string;
}

export const CHAIN_START: ChainHead = { sequence: 0, previous: '0'.repeat(64) };

/** The required beginning of the entry at `head`. */
function beginning({ sequence, previous }: ChainHead): string {
  return `{"sequence":${sequence},"previous":"${previous}",`;
}

export interface Entry {
  /** The line, without its end. */
  readonly line: string;
  /** The head of the chain after it. */
  readonly next: ChainHead;
}

/**
 * The entry of `signed` at `head`.
 *
 * @throws {@link InvalidArgumentError} when `signed` is no object, or contains itself
 */
export function formatEntry(head: ChainHead, signed: SignedOperation): Entry {
  const where = 'append';
  checkObject(where, 'signed', signed);
  const { operation, signature } = signed;
  const body =
    `${beginning(head)}"operation":${canonicalJson(operation, where)},` +
    `"signature":${canonicalJson(signature, where)}`;
  const hash = sha256(`${body}}`);
  return {
    line: `${body},"hash":"${hash}"}`,
    next: { sequence: head.sequence + 1, previous: hash },
  };
}

function formatted(head: ChainHead, signed: SignedOperation): Entry | undefined {
  try {
    return formatEntry(head, signed);
  } catch (error) {
    if (error instanceof WorkbenchError) return undefined;
    throw error;
  }
}

/** The content of a line at `head`, or its fault, as the rest of a sentence. */
export function parseEntry(
  head: ChainHead,
  line: string,
): { signed: SignedOperation; next: ChainHead } | string {
  let found:
    (Partial<Record<'sequence' | 'previous' | 'hash', unknown>> & Partial<SignedOperation>) | null;
  try {
    found = JSON.parse(line) as typeof found;
  } catch {
    return 'something else than JSON';
  }
  if (typeof found !== 'object' || found === null) return 'something else than an entry';
  const { sequence, previous, operation, signature, hash } = found;
  if (sequence !== head.sequence) return `sequence ${String(sequence)} instead of ${head.sequence}`;
  if (previous !== head.previous) return 'an entry that follows another than the one before it';
  const signed = { operation, signature } as SignedOperation;
  const entry = formatted(head, signed);
  if (entry === undefined) return 'an entry of too many levels';
  if (hash !== entry.next.previous) return 'an entry that its hash does not belong to';
  if (entry.line !== line) return 'an entry in another form than it was written in';
  return { signed, next: entry.next };
}

/**
 * Whether a text without a line end is an entry that a writer did not finish: the beginning of the entry at `head`, or
 * the zeros that a file system leaves in place of missing bytes. A whole entry with one more character is not: that
 * character was its line end and has been changed.
 */
export function isTorn(head: ChainHead, tail: string): boolean {
  if (typeof parseEntry(head, tail.slice(0, -1)) !== 'string') return false;
  const expected = beginning(head);
  const text = tail.replace(/\0+$/, '');
  return expected.startsWith(text) || text.startsWith(expected);
}
