/*
 * Modules with definitions, as files: ES modules and CommonJS. A file that has changed since it was loaded is loaded
 * again.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { attempt, attemptAsync } from '../../files/failure.js';
import { sha256 } from '../../files/verified.js';
import { checkPath } from '../../math/checks.js';
import { FileError } from '../../math/errors.js';
import { markOf, type Kind } from '../../parameters/definition.js';
import { type ModulePlace } from '../../parameters/registry.js';

/** A definition of any kind. */
export interface Found {
  readonly kind: Kind;
  readonly definition: { readonly name: string };
}

/** A module and its definitions. */
export interface Loaded {
  readonly place: ModulePlace;
  readonly found: readonly Found[];
}

/** The text of each file when it was loaded first, as SHA-256. */
const FIRST = new Map<string, string>();

/** The root of this copy of the package, from dist/lib/studies/use. */
const ROOT = join(__dirname, '..', '..', '..', '..');

/**
 * Loads a module.
 *
 * @param given - a path, relative to the working folder, or the address of a file
 * @throws {@link FileError} (rejects) when the file cannot be read, does not load, exports no definition, or defines a
 *   name twice
 */
export async function loadModule(where: string, given: string | URL): Promise<Loaded> {
  const path = pathOf(where, given);
  const text = attempt({ where, path, rule: 'must be a module that can be read' }, () =>
    readFileSync(path),
  );
  const place = { url: pathToFileURL(path).href, path, sha256: sha256(text) };
  const first = FIRST.get(path) ?? place.sha256;
  FIRST.set(path, first);
  if (first !== place.sha256) Reflect.deleteProperty(createRequire(path).cache, path);
  const address = first === place.sha256 ? place.url : `${place.url}?sha256=${place.sha256}`;
  const exported = await attemptAsync(
    { where, path, rule: 'must be a module that loads' },
    async () => (await import(address)) as object,
  );
  return { place, found: definitionsOf(where, path, exported) };
}

function pathOf(where: string, given: string | URL): string {
  const text = given instanceof URL ? given.href : given;
  checkPath(where, 'module', text);
  if (!text.startsWith('file:')) return resolve(text);
  return attempt({ where, path: text, rule: 'must be the address of a file' }, () =>
    fileURLToPath(text),
  );
}

/** The definitions among the exports: by name, as the default, or in lists. */
function definitionsOf(where: string, path: string, exported: object): Found[] {
  const found = new Map<object, Found>();
  const visit = (value: unknown, name: string): void => {
    const kind = markOf(value)?.kind;
    if (kind) found.set(value as object, { kind, definition: value as Found['definition'] });
    else if (Array.isArray(value)) for (const one of value) visit(one, '');
    // The exports of CommonJS are an object, as the default.
    else if (['default', 'module.exports'].includes(name) && isPlain(value))
      for (const one of Object.values(value)) visit(one, '');
  };
  for (const [name, value] of Object.entries(exported)) visit(value, name);
  if (found.size === 0) {
    const problem = `must export what a define function of ${ROOT} has made, got none`;
    throw new FileError(where, path, problem);
  }
  const names = new Set<string>();
  for (const { kind, definition } of found.values()) {
    const name = `${kind} ${definition.name}`;
    if (names.has(name)) {
      throw new FileError(where, path, `must define every name once, got two of ${name}`);
    }
    names.add(name);
  }
  return [...found.values()];
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
