import { type AppendFile } from '../../files/append.js';
import { FileError } from '../../math/errors.js';
import {
  isTornHeader,
  parseEntry,
  parseHeader,
  type JournalEntry,
  type JournalHeader,
} from './journalLine.js';

/** The remedy where no part of a journal can be kept. */
export const RESTART = 'run again with --restart to start over';

const HEADER_FAULTS = {
  foreign:
    'must be a journal, got something else on line 1; move it away, or choose another folder',
  damaged: `must be a whole journal, got something else on line 1; ${RESTART}`,
  older: `must be a journal of this version, got one of another version; ${RESTART}`,
};

/** The valid part of a journal. */
export interface JournalScan {
  /** Undefined in an empty journal. */
  readonly header: JournalHeader | undefined;
  /** Results by the number of their piece. */
  readonly finished: Map<number, unknown>;
  /** Hash of the last line. */
  readonly hash: string;
  /** Bytes of the part. */
  readonly size: number;
  /** The fault of the line after it, as the rest of a sentence; undefined at the end or before an incomplete line. */
  readonly fault?: string;
}

/**
 * Reads a journal to its end, or to the first damaged line.
 *
 * @throws {@link FileError} (rejects) when the file cannot be read or is not a journal of this version
 */
export async function scanJournal(where: string, file: AppendFile): Promise<JournalScan> {
  const finished = new Map<number, unknown>();
  let found: JournalScan = { header: undefined, finished, hash: '', size: 0 };
  for await (const { text, bytes, ended } of file.lines(where)) {
    const size = found.size + bytes;
    if (found.header === undefined) {
      if (!ended && isTornHeader(text)) break;
      const first = ended ? parseHeader(text) : 'foreign';
      if (typeof first === 'string') throw new FileError(where, file.path, HEADER_FAULTS[first]);
      found = { ...first, finished, size };
      continue;
    }
    if (!ended) break;
    const next = parseEntry(found.hash, text);
    const fault = typeof next === 'string' ? next : conflictOf(finished, next.entry);
    if (typeof next === 'string' || fault !== undefined) {
      return { ...found, fault: `${fault} on line ${finished.size + 2}` };
    }
    finished.set(next.entry.task, next.entry.result);
    found = { ...found, hash: next.hash, size };
  }
  return found;
}

function conflictOf(finished: Map<number, unknown>, { task }: JournalEntry): string | undefined {
  return finished.has(task) ? `a second result of piece ${task}` : undefined;
}
