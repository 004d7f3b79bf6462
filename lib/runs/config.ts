/*
 * A configuration of a run as a file: the study, its parameters, and the notes of the run. Every result is one.
 */
import { readFileSync } from 'node:fs';
import { attempt } from '../files/failure.js';
import { checkObject, checkOptionNames, checkText } from '../math/checks.js';
import { FileError, InvalidArgumentError } from '../math/errors.js';
import { oneLine, show } from '../math/show.js';
import { parametersOf, studyNamed, type AnyStudy } from './study.js';

/** The notes that a run is kept with. */
export interface RunNames {
  /** The name of the run. Default: the study and a hash of its parameters. */
  readonly name?: string;
  /** Words to find it by. Default: none. */
  readonly tags?: readonly string[];
}

/** A configuration that was read. */
export interface Config extends RunNames {
  readonly study: AnyStudy;
  /** The parameters that the file gives. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The parts of a configuration; a result has the last three too. */
const FIELDS = ['$schema', 'study', 'parameters', 'name', 'tags', 'run', 'versions', 'tables'];

/** Letters, digits, dots, hyphens and underscores: a name is a file's name too. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u;

/** @throws {@link InvalidArgumentError} unless `name` can name a run or a tag */
export function checkName(where: string, what: string, name: unknown): asserts name is string {
  checkText(where, what, name);
  if (NAME.test(name)) return;
  const rule = `${what} must be at most 100 letters, digits, dots, hyphens and underscores, and begin with one of the first two`;
  throw new InvalidArgumentError(where, rule, show(name));
}

/**
 * Reads a configuration: `{ "study": "figure4", "parameters": { "temperature": 0.3 }, "name": "cold", "tags": ["draft"] }`, or
 * the result of a study, whose parameters they are.
 *
 * @throws {@link FileError} when the file cannot be read or is no JSON; {@link InvalidArgumentError} when a part is not
 *   allowed
 */
export function readConfig(where: string, path: string): Config {
  const given = readJson(where, path);
  checkObject(where, oneLine(path), given);
  checkOptionNames(where, given, FIELDS);
  const { study: named, parameters = {}, run } = given;
  const study = studyNamed(where, named);
  checkObject(where, 'parameters', parameters);
  parametersOf(study, parameters);
  if (run !== undefined) checkObject(where, 'run', run);
  const notes = run === undefined ? given : {};
  const { name, tags } = notes as { readonly name?: unknown; readonly tags?: unknown };
  if (name !== undefined) checkName(where, 'name', name);
  return {
    ...{ study, parameters: parameters as Config['parameters'] },
    ...(name !== undefined && { name }),
    ...(tags !== undefined && { tags: checkedTags(where, tags) }),
  };
}

/** @throws {@link InvalidArgumentError} unless `tags` is a list of words */
export function checkedTags(where: string, tags: unknown): string[] {
  if (!Array.isArray(tags)) {
    throw new InvalidArgumentError(where, 'tags must be a list of words', show(tags));
  }
  return tags.map((tag: unknown) => {
    checkName(where, 'tag', tag);
    return tag;
  });
}

/** @throws {@link FileError} when the file cannot be read or is no JSON */
export function readJson(where: string, path: string): Record<string, unknown> {
  const text = attempt({ where, path, rule: 'must be a file that can be read' }, () =>
    readFileSync(path, 'utf8'),
  );
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    throw new FileError(where, path, `must be JSON (${oneLine((error as Error).message)})`);
  }
}
