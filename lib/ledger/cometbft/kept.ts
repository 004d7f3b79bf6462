/*
 * The state that the application of a node keeps in a folder:
 *
 *   ledger.jsonl   the accepted operations, a file log
 *   height.json    the height of the last committed block, the number of operations up to it, and the hash of the state
 *
 * Operations are written first. Where a node stops in between, the log is ahead of the height; the chain then gives the same
 * block again, whose operations are compared with those that are in the log.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from '../../files/failure.js';
import { replaceFile } from '../../files/replace.js';
import { FileError } from '../../math/errors.js';
import { canonicalJson } from '../canonical.js';
import { openFileLog, type FileLog } from '../fileLog.js';
import { type SignedOperation } from '../operations.js';
import { applyOperation } from '../rules.js';
import { readSigned } from '../shape.js';
import { type LedgerState } from '../state.js';
import { stateHash } from '../stateHash.js';

/** A block's result that is committed. */
export interface Committed {
  /** The height of the block; 0 before the first. */
  readonly height: number;
  /** The number of operations up to it. */
  readonly length: number;
  /** Undefined before the genesis. */
  readonly state?: LedgerState;
}

const CURE = 'delete ledger.jsonl and height.json, and the node replays its blocks';

/** The content of height.json, checked in its fields. */
function readHeight(where: string, path: string): { height: number; length: number; hash: string } {
  const rule = 'must hold the height of a committed block';
  return attempt({ where, path, rule, cure: CURE }, () => {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return { height: 0, length: 0, hash: '' };
    }
    const { height, length, hash } = Object(JSON.parse(text)) as Record<string, unknown>;
    const isCount = (value: unknown): value is number => Number.isSafeInteger(value);
    if (isCount(height) && isCount(length) && typeof hash === 'string') {
      return { height, length, hash };
    }
    throw new FileError(where, path, `${rule}; ${CURE}`);
  });
}

export class Kept {
  readonly #where: string;
  readonly #log: FileLog;
  readonly #path: string;
  /** Operations in the log after the last committed block. */
  readonly #ahead: SignedOperation[] = [];
  #committed: Committed = { height: 0, length: 0 };

  private constructor(where: string, log: FileLog, path: string) {
    this.#where = where;
    this.#log = log;
    this.#path = path;
  }

  /**
   * Opens the folder, or makes it, and replays its operations up to the last committed block.
   *
   * @throws {@link FileError} (rejects) when a file is damaged or open elsewhere
   * @throws {@link LedgerRefusal} (rejects) when an operation of the log breaks a rule
   */
  static async open(where: string, folder: string): Promise<Kept> {
    const log = await openFileLog(join(folder, 'ledger.jsonl'));
    const kept = new Kept(where, log, join(folder, 'height.json'));
    try {
      await kept.#replay();
    } catch (error) {
      await log.close();
      throw error;
    }
    return kept;
  }

  get committed(): Committed {
    return this.#committed;
  }

  /**
   * Commits a block.
   *
   * @param list - the operations since the last committed block
   * @throws {@link FileError} (rejects) when a file cannot be written, or the log holds another operation of this block
   */
  async commit(next: Required<Committed>, list: readonly SignedOperation[]): Promise<void> {
    const { height, length, state } = next;
    const before = this.#ahead.splice(0, list.length);
    for (const [k, signed] of before.entries()) {
      if (canonicalJson(signed) !== canonicalJson(list[k])) this.#refuse('another operation');
    }
    const added = list.slice(before.length);
    if (added.length > 0) {
      if (this.#ahead.length > 0) this.#refuse('one more operation');
      await this.#log.appendAll(added);
    }
    const content = { height, length, hash: stateHash(state) };
    replaceFile(this.#where, this.#path, `${JSON.stringify(content)}\n`);
    this.#committed = next;
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  async #replay(): Promise<void> {
    const { height, length, hash } = readHeight(this.#where, this.#path);
    let state: LedgerState | undefined;
    let count = 0;
    for await (const signed of this.#log.read(0)) {
      if (count++ < length) state = applyOperation(state, readSigned(signed));
      else this.#ahead.push(signed);
    }
    if (count < length) this.#refuse(`${count} operations instead of ${length}`);
    if (state === undefined) return;
    if (stateHash(state) !== hash) this.#refuse('operations that lead to another state');
    this.#committed = { height, length, state };
  }

  #refuse(found: string): never {
    const problem = `must hold the operations of the chain's blocks, got ${found}; ${CURE}`;
    throw new FileError(this.#where, this.#log.path, problem);
  }
}
