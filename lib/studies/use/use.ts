/*
 * Definitions of a user's own, taken into use beside the library's.
 */
import { checkList, show } from '../../math/checks.js';
import { InvalidArgumentError } from '../../math/errors.js';
import { type CorpusDefinition } from '../../datasets/index.js';
import {
  type DynamicsDefinition,
  type HessianDefinition,
  type Mechanism,
  type StrategyDefinition,
} from '../../market/index.js';
import { type PeerDefinition } from '../../network/index.js';
import { markOf } from '../../parameters/definition.js';
import { registries, registryOf, type ModulePlace } from '../../parameters/registry.js';
import { type AnyStudy } from '../define.js';
import { loadModule, type Found } from './load.js';

/** A value that a define function has made. */
export type Definition =
  | Mechanism
  | StrategyDefinition
  | HessianDefinition
  | DynamicsDefinition
  | CorpusDefinition
  | PeerDefinition
  | AnyStudy;

/**
 * Takes definitions into use: their names are then accepted, listed and explained wherever the library's are, and
 * studies have commands. A definition replaces one of the same name and place, so that a notebook's cell can be run again.
 *
 * A module, by its path or the address of its file, is loaded, and all its exports that a define function has made are
 * taken into use, or none. Only definitions of modules run on worker threads: a study that is defined in this thread, or
 * whose parameters name such a definition, is performed on this thread, with the same results. A file that has changed
 * is loaded again, and what it does not export any more goes out of use; modules that it imports are not loaded again.
 *
 * Definitions that are given are in use when the call returns, those of modules when its promise resolves.
 *
 * @throws {@link InvalidArgumentError} (rejects) when a name is one of the library's or defined in another place,
 *   {@link FileError} when a module cannot be read, throws, exports no definition, or defines a name twice
 */
export async function use(...given: readonly (Definition | string | URL)[]): Promise<void> {
  const where = 'use';
  checkList(where, 'definitions', given);
  for (const one of given) {
    const kind = markOf(one)?.kind;
    if (kind) take(where, [{ kind, definition: one as Found['definition'] }], undefined);
    else if (typeof one === 'string' || one instanceof URL) {
      const { place, found } = await loadModule(where, one);
      take(where, found, place);
    } else {
      const rule = 'a definition must be made by a define function, or be the path of a module';
      throw new InvalidArgumentError(where, rule, show(one));
    }
  }
}

/** Takes all definitions into use, or none, and those of an earlier text of the module out of use. */
function take(where: string, found: readonly Found[], place: ModulePlace | undefined): void {
  for (const { kind, definition } of found) registryOf(kind)?.check(where, definition, place);
  for (const { kind, definition } of found) registryOf(kind)?.add(definition, place);
  if (place === undefined) return;
  for (const registry of registries()) {
    for (const { definition, place: own } of registry.own()) {
      const isOld = own?.path === place.path && own.sha256 !== place.sha256;
      if (isOld) registry.remove(definition.name);
    }
  }
}

/** Loads the modules of a run in a worker thread. */
export async function useSame(modules: readonly ModulePlace[]): Promise<void> {
  const where = 'use';
  for (const { url, path, sha256 } of modules) {
    const { place, found } = await loadModule(where, url);
    if (place.sha256 !== sha256) {
      const rule = 'a module must stay as it is while a study runs';
      throw new InvalidArgumentError(where, rule, `another text of ${path}`);
    }
    take(where, found, place);
  }
}
