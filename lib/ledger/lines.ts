import { createReadStream } from 'node:fs';

export interface Line {
  /** Without its end. */
  readonly text: string;
  /** How long it is in the file, its end included. */
  readonly bytes: number;
  /** Whether a line end follows; only the last may lack it. */
  readonly ended: boolean;
}

const NEWLINE = 10;

/** The lines of the first `size` bytes of a file, without holding the file. */
export async function* readLines(path: string, size: number): AsyncGenerator<Line> {
  if (size === 0) return;
  let parts: Buffer[] = [];
  const take = (part: Buffer, ended: boolean): Line => {
    const line = Buffer.concat([...parts, part]);
    parts = [];
    return { text: line.toString('utf8'), bytes: line.length + (ended ? 1 : 0), ended };
  };
  for await (const chunk of createReadStream(path, { end: size - 1 })) {
    let rest = chunk as Buffer;
    for (let at = rest.indexOf(NEWLINE); at >= 0; at = rest.indexOf(NEWLINE)) {
      yield take(rest.subarray(0, at), true);
      rest = rest.subarray(at + 1);
    }
    if (rest.length > 0) parts.push(rest);
  }
  if (parts.length > 0) yield take(Buffer.alloc(0), false);
}
