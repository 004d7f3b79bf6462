/*
 * The lines of a journal: JSON, each with a hash that is chained to the line before.
 *
 *   {"format":…,"study":…,"parameters":…,"versions":…,"hash":h_0}
 *   {"task":k,"result":…,"hash":h_i}
 *   h_i = the first 16 digits of SHA-256(h_{i−1}, the line up to `,"hash"`, closed by `}`);   h_{−1} is empty
 */
import { sha256 } from '../../files/verified.js';
import { type Shard } from './shard.js';

/** The header of a journal, which must be equal for a run to resume it. */
export interface JournalHeader {
  readonly study: string;
  readonly parameters: object;
  readonly versions: object;
  /** Absent where the journal is of all pieces. */
  readonly shard?: Shard;
}

/** A finished piece of work. */
export interface JournalEntry {
  readonly task: number;
  /** An object or a list, as plain JSON. */
  readonly result: unknown;
}

/** A line and its hash. */
export interface SealedLine {
  /** The line, its end included. */
  readonly line: string;
  readonly hash: string;
}

const KIND = 'bittensor-workbench journal';
/** The format's version, raised when older journals can no longer be resumed. */
const FORMAT = `${KIND} 2`;
/** The end of every line, after its value. */
const SEAL = /,"hash":"([0-9a-f]{16})"\}$/;

function hashOf(previous: string, value: string): string {
  return sha256(previous, value).slice(0, 16);
}

function seal(previous: string, value: object): SealedLine {
  const text = JSON.stringify(value);
  const hash = hashOf(previous, text);
  return { line: `${text.slice(0, -1)},"hash":"${hash}"}\n`, hash };
}

/** The value of a line and its hash; undefined where the line is damaged. */
function open(previous: string, text: string): { value: object; hash: string } | undefined {
  const found = SEAL.exec(text);
  if (!found) return undefined;
  const [{ length }, hash] = found;
  const value = `${text.slice(0, -length)}}`;
  if (hashOf(previous, value) !== hash) return undefined;
  try {
    return { value: JSON.parse(value) as object, hash };
  } catch {
    return undefined;
  }
}

/** The first line of a study's journal. */
export function headerLine({ study, parameters, versions, shard }: JournalHeader): SealedLine {
  return seal('', { format: FORMAT, study, parameters, versions, ...(shard && { shard }) });
}

/** The line of a finished piece of work, after the line of hash `previous`. */
export function entryLine(previous: string, { task, result }: JournalEntry): SealedLine {
  return seal(previous, { task, result });
}

/** The header in a journal's first line, or its fault. */
export function parseHeader(
  text: string,
): { header: JournalHeader; hash: string } | 'foreign' | 'damaged' | 'older' {
  const found = open('', text);
  const { format } = (found?.value ?? {}) as { format?: unknown };
  if (found && format === FORMAT) {
    return { header: found.value as JournalHeader, hash: found.hash };
  }
  if (found && typeof format === 'string' && format.startsWith(KIND)) return 'older';
  // The first version of the format had neither a format field nor hashes.
  if (text.startsWith('{"study":"') && text.includes('"versions":')) return 'older';
  return text.startsWith(`{"format":"${KIND}`) ? 'damaged' : 'foreign';
}

/** Whether a first line without its end is a header that a writer did not finish. */
export function isTornHeader(text: string): boolean {
  const beginning = `{"format":"${FORMAT}","study":"`;
  return beginning.startsWith(text) || text.startsWith(beginning);
}

/** The finished piece of work in a line after the line of hash `previous`, or the line's fault, as the rest of a sentence. */
export function parseEntry(
  previous: string,
  text: string,
): { entry: JournalEntry; hash: string } | string {
  const found = open(previous, text);
  if (!found) return 'something else';
  const { task, result } = found.value as { task?: unknown; result?: unknown };
  if (!Number.isSafeInteger(task) || (task as number) < 0) return 'no number of a piece';
  if (typeof result !== 'object' || result === null) return 'no result';
  return { entry: { task: task as number, result }, hash: found.hash };
}
