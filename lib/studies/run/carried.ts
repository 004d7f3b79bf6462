/*
 * The definitions of a run that are not the library's: the study itself, and those that its parameters name. Where all of
 * them come from modules, worker threads load the modules; else the calling thread performs the run.
 */
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import { type DefinitionSource } from '../../files/version.js';
import { markOf } from '../../parameters/definition.js';
import { type Schema } from '../../parameters/index.js';
import {
  registries,
  registryOf,
  registryOfChoices,
  type ModulePlace,
} from '../../parameters/registry.js';

/** The definitions that a run carries to its workers. */
export interface Carried {
  /** Whether the study is not the library's. */
  readonly own: boolean;
  /** Whether the calling thread performs the run. */
  readonly here: boolean;
  /** The modules that a worker loads. */
  readonly modules: readonly ModulePlace[];
  /** The sources of the definitions, for journal and result; undefined where all are the library's. */
  readonly definitions: Readonly<Record<string, DefinitionSource>> | undefined;
}

interface Source {
  readonly definition: object;
  readonly place: ModulePlace | undefined;
}

/**
 * The definitions of a run. The work of a study that is not the library's may use any definition by its name, so that all
 * in use are counted as its own.
 */
export function carriedBy(
  study: { readonly name: string; readonly parameters: Schema },
  values: object,
): Carried {
  const known = registryOf('study');
  const own = known?.isOfLibrary(study) !== true;
  const sources = own ? everyOwn() : named(study.parameters, values);
  if (own) {
    const entry = known?.ownNamed(study.name);
    const place = entry?.definition === study ? entry.place : undefined;
    sources.set(`study ${study.name}`, { definition: study, place });
  }
  const all = [...sources.values()];
  // In the order of names, whatever the order in which they were taken into use.
  const texts = [...sources]
    .map(([name, source]) => [name, textOf(source)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const modules = new Map(all.flatMap(({ place }) => (place ? [[place.path, place]] : [])));
  return {
    own,
    here: all.some(({ place }) => place === undefined),
    modules: [...modules.values()],
    definitions: sources.size === 0 ? undefined : Object.fromEntries(texts),
  };
}

function everyOwn(): Map<string, Source> {
  return new Map(
    registries().flatMap((registry) =>
      registry.kind === 'study'
        ? []
        : registry
            .own()
            .map((entry): [string, Source] => [`${registry.kind} ${entry.definition.name}`, entry]),
    ),
  );
}

/** The definitions that the values of parameters name. */
function named(schema: Schema, values: object): Map<string, Source> {
  const found = new Map<string, Source>();
  for (const [name, value] of Object.entries(values) as [string, unknown][]) {
    const registry = registryOfChoices(schema[name].choices);
    for (const one of registry ? [value].flat() : []) {
      const entry = typeof one === 'string' ? registry?.ownNamed(one) : undefined;
      if (registry && entry) found.set(`${registry.kind} ${String(one)}`, entry);
    }
  }
  return found;
}

function textOf({ definition, place }: Source): DefinitionSource {
  if (place) return { file: place.path.split(/[\\/]/).at(-1) ?? place.path, sha256: place.sha256 };
  const given = markOf(definition)?.given ?? definition;
  const texts = JSON.stringify(given, (_, value: unknown) =>
    typeof value === 'function' ? String(value) : value,
  );
  return { sha256: bytesToHex(sha256(texts)) };
}
