/*
 * The journals of all parts of a run, joined to the journal of the whole run.
 */
import { existsSync } from 'node:fs';
import { AppendFile } from '../../files/append.js';
import { differences } from '../../files/differences.js';
import { replaceFile } from '../../files/replace.js';
import { checkList, checkPath } from '../../math/checks.js';
import { FileError, InvalidArgumentError } from '../../math/errors.js';
import { flat } from './journal.js';
import { entryLine, headerLine, type JournalHeader } from './journalLine.js';
import { scanJournal } from './journalScan.js';
import { piecesOf, type Shard } from './shard.js';

/** The journal of one part. */
interface Part {
  readonly path: string;
  readonly header: JournalHeader;
  readonly shard: Shard;
  readonly finished: ReadonlyMap<number, unknown>;
}

/** Parts that belong together. */
export interface Parts {
  /** The header of the whole run. */
  readonly header: JournalHeader;
  readonly parts: readonly Part[];
}

/**
 * Reads the journals of parts.
 *
 * @throws {@link FileError} (rejects) when a file is no whole journal of a part, or the parts are of different runs, or one is
 *   missing or given twice
 */
export async function readParts(where: string, paths: readonly string[]): Promise<Parts> {
  checkList(where, 'files', paths);
  if (paths.length === 0) {
    throw new InvalidArgumentError(where, 'the files of all parts must be given', 'none');
  }
  const parts: Part[] = [];
  for (const path of paths) {
    checkPath(where, 'file', path);
    parts.push(await readPart(where, path));
  }
  const [first] = parts;
  const { of } = first.shard;
  for (const part of parts) {
    const others = differences(whole(part), whole(first));
    if (part.shard.of !== of) others.push(`parts ${part.shard.of} instead of ${of}`);
    if (others.length > 0) {
      const rule = `must be a part of the same run as ${first.path}, got ${others.join(', ')}`;
      throw new FileError(where, part.path, rule);
    }
    const same = parts.find((other) => other !== part && other.shard.part === part.shard.part);
    if (same) {
      throw new FileError(where, part.path, `must be another part than ${same.path}, got the same`);
    }
  }
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter(
    (part) => !parts.some(({ shard }) => shard.part === part),
  );
  if (missing.length > 0) {
    const rule = `all ${of} parts must be given`;
    throw new InvalidArgumentError(where, rule, `none for ${missing.join(', ')}`);
  }
  const { shard: _, ...header } = first.header;
  return { header, parts };
}

function whole({ header }: Part): Record<string, unknown> {
  const { shard: _, ...rest } = header;
  return flat(rest);
}

async function readPart(where: string, path: string): Promise<Part> {
  if (!existsSync(path)) throw new FileError(where, path, 'must be a file, got none');
  const file = await AppendFile.open(where, path);
  try {
    const { header, finished, fault } = await scanJournal(where, file);
    const { shard } = header ?? {};
    if (!header || !shard || fault !== undefined) {
      const found = fault ?? (header ? 'the journal of a whole run' : 'an empty file');
      throw new FileError(where, path, `must be what --shard wrote, got ${found}`);
    }
    return { path, header, shard, finished };
  } finally {
    await file.close();
  }
}

/**
 * Writes the journal of the whole run, from which it goes on to its tables.
 *
 * @param pieces - the pieces of the whole run
 * @throws {@link FileError} when a part is not finished, or the journal cannot be written
 */
export function writeMerged(
  where: string,
  { header, parts }: Parts,
  pieces: number,
  path: string,
): void {
  for (const { path: of, shard, finished } of parts) {
    const left = piecesOf(shard, pieces).filter((number) => !finished.has(number));
    if (left.length === 0) continue;
    const rule = `must be finished, got ${finished.size} of ${finished.size + left.length} pieces; run part ${shard.part} again to go on`;
    throw new FileError(where, of, rule);
  }
  const begun = headerLine(header);
  const lines = [begun.line];
  let { hash } = begun;
  const all = parts.flatMap(({ finished }) => [...finished]).sort(([a], [b]) => a - b);
  for (const [task, result] of all) {
    const next = entryLine(hash, { task, result });
    hash = next.hash;
    lines.push(next.line);
  }
  replaceFile(where, path, lines);
}
