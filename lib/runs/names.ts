/*
 * The names and tags of runs.
 */
import { checkList, checkText } from '../math/checks.js';
import { InvalidArgumentError } from '../math/errors.js';
import { show } from '../math/show.js';

/** The notes that a run is kept with. */
export interface RunNames {
  /** The name of the run. Default: the study and a hash of its parameters. */
  readonly name?: string;
  /** Words to find it by. Default: none. */
  readonly tags?: readonly string[];
}

/** Letters, digits, dots, hyphens and underscores: a name is a file's name too. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u;

/** @throws {@link InvalidArgumentError} unless `name` can name a run or a tag */
export function checkName(where: string, what: string, name: unknown): asserts name is string {
  checkText(where, what, name);
  if (NAME.test(name)) return;
  const rule = `${what} must be at most 100 letters, digits, dots, hyphens and underscores, and begin with one of the first two`;
  throw new InvalidArgumentError(where, rule, show(name));
}

/** @throws {@link InvalidArgumentError} unless `tags` is a list of words */
export function checkedTags(where: string, tags: unknown): string[] {
  checkList(where, 'tags', tags);
  return tags.map((tag: unknown) => {
    checkName(where, 'tag', tag);
    return tag;
  });
}
