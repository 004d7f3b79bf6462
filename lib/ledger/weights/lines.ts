import { FileError } from '../../math/errors.js';
import { short } from '../../math/show.js';

/** The values of JSON lines, with their lines from 1; empty lines are left out. */
export function* parseLines(
  where: string,
  path: string,
  text: string,
): Generator<{ readonly value: unknown; readonly line: number }> {
  let found = false;
  for (const [at, words] of text.split('\n').entries()) {
    if (words.trim() === '') continue;
    found = true;
    let value: unknown;
    try {
      value = JSON.parse(words);
    } catch (error) {
      const [reason] = (error as Error).message.split('\n');
      throw new FileError(where, path, `must be JSON on line ${at + 1} (${short(reason, 120)})`);
    }
    yield { value, line: at + 1 };
  }
  if (!found) throw new FileError(where, path, 'must hold weights, but it is empty');
}
