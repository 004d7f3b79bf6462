import { createReadStream } from 'node:fs';
import { failure } from './failure.js';

/** One line of a file. */
export interface Line {
  /** The text without its end. */
  readonly text: string;
  /** Length in the file, its end included. */
  readonly bytes: number;
  /** Whether a line end follows; only the last line may lack it. */
  readonly ended: boolean;
}

const NEWLINE = 10;

/** Cuts a stream of bytes into lines. */
async function* split(chunks: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  const take = (part: Buffer, ended: boolean): Line => {
    const line = Buffer.concat([...parts, part]);
    parts = [];
    return { text: line.toString('utf8'), bytes: line.length + (ended ? 1 : 0), ended };
  };
  for await (const chunk of chunks) {
    let rest = chunk;
    for (let at = rest.indexOf(NEWLINE); at >= 0; at = rest.indexOf(NEWLINE)) {
      yield take(rest.subarray(0, at), true);
      rest = rest.subarray(at + 1);
    }
    if (rest.length > 0) parts.push(rest);
  }
  if (parts.length > 0) yield take(Buffer.alloc(0), false);
}

/**
 * The lines of the first `size` bytes of a file; the file is not held in memory.
 *
 * @throws {@link FileError} (rejects) when the file cannot be read
 */
export async function* readLines(where: string, path: string, size: number): AsyncGenerator<Line> {
  if (size === 0) return;
  try {
    yield* split(createReadStream(path, { end: size - 1 }));
  } catch (error) {
    throw failure({ where, path, rule: 'must be a file that can be read' }, error);
  }
}
