/*
 * The definitions of one kind by their names: the library's, and those in use from elsewhere. Lists of names are live:
 * checks, help texts and captions that hold one see every definition in use at the time of the call.
 */
import { InvalidArgumentError } from '../math/errors.js';
import { show } from '../math/show.js';
import { checkWord, type Kind, type OpenName } from './definition.js';

/** The module file from which definitions are in use. */
export interface ModulePlace {
  /** The file's address. */
  readonly url: string;
  readonly path: string;
  /** Of the file's text, in hexadecimal. */
  readonly sha256: string;
}

/** A definition in use that is not the library's. */
export interface OwnEntry<D> {
  readonly definition: D;
  /** Undefined where it was made in this thread: a script, a notebook's cell. */
  readonly place: ModulePlace | undefined;
}

interface Named {
  readonly name: string;
}

type AnyRegistry = Registry<Named, Readonly<Record<string, Named>>>;

const REGISTRIES = new Map<Kind, AnyRegistry>();
const OF_LIST = new WeakMap<readonly string[], AnyRegistry>();

/** The registry of a kind; undefined before the module of its list is loaded. */
export function registryOf(kind: Kind): AnyRegistry | undefined {
  return REGISTRIES.get(kind);
}

/** Every registry. */
export function registries(): AnyRegistry[] {
  return [...REGISTRIES.values()];
}

/** The registry whose names a list of choices has; undefined for any other list. */
export function registryOfChoices(choices: readonly string[] | undefined): AnyRegistry | undefined {
  return choices && OF_LIST.get(choices);
}

/** The names of a registry's list that are the library's. */
export function libraryNamesOf<Name extends string>(names: readonly Name[]): readonly Name[] {
  return (OF_LIST.get(names)?.libraryNames ?? names) as readonly Name[];
}

/** A live list of a registry's names and of others that are no definitions. */
export function namesWith<Name extends string, const Others extends readonly string[]>(
  names: readonly Name[],
  others: Others,
): readonly (Name | Others[number])[] {
  const live: readonly string[] = OF_LIST.get(names)?.namesWith(others) ?? [...names, ...others];
  return live;
}

/** The definitions of one kind. */
export class Registry<D extends Named, L extends Readonly<Record<string, D>>> {
  /** All definitions by their names, live. */
  readonly definitions: L & Readonly<Record<string, D>>;
  /** All definitions, live, the library's first. */
  readonly list: readonly D[];
  /** All names, live, the library's first. */
  readonly names: readonly OpenName<keyof L & string>[];
  /** The library's names. */
  readonly libraryNames: readonly (keyof L & string)[];
  readonly #own = new Map<string, OwnEntry<D>>();
  readonly #lists: string[][] = [];

  /**
   * @param library - the library's definitions, in order
   * @param prepare - a further check of a definition before it is taken into use
   */
  constructor(
    readonly kind: Kind,
    library: L,
    readonly prepare: (where: string, definition: D) => void = () => undefined,
  ) {
    this.definitions = { ...library };
    this.list = Object.values(library);
    this.libraryNames = Object.freeze(Object.keys(library) as (keyof L & string)[]);
    this.names = this.namesWith([]);
    REGISTRIES.set(kind, this as unknown as AnyRegistry);
  }

  /** A live list of the library's names, others that are no definitions, and the names in use. */
  namesWith<const Others extends readonly string[]>(
    others: Others,
  ): readonly OpenName<(keyof L & string) | Others[number]>[] {
    const names: string[] = [...this.libraryNames, ...others, ...this.#own.keys()];
    this.#lists.push(names);
    OF_LIST.set(names, this as unknown as AnyRegistry);
    return names;
  }

  /** Whether a value is one of the library's definitions. */
  isOfLibrary(definition: unknown): boolean {
    return this.libraryNames.some((name) => this.definitions[name] === definition);
  }

  /** The definitions in use that are not the library's. */
  own(): OwnEntry<D>[] {
    return [...this.#own.values()];
  }

  /** A definition in use that is not the library's. */
  ownNamed(name: string): OwnEntry<D> | undefined {
    return this.#own.get(name);
  }

  /** @throws {@link InvalidArgumentError} when the definition cannot be taken into use. */
  check(where: string, definition: D, place: ModulePlace | undefined): void {
    const { name } = definition;
    checkWord(where, `name of a ${this.kind}`, name);
    const held = this.#lists.some((list) => list.includes(name)) && !this.#own.has(name);
    if (held) {
      const rule = `name of a ${this.kind} must not be one of the library's`;
      throw new InvalidArgumentError(where, rule, show(name));
    }
    const before = this.#own.get(name);
    if (before && before.definition !== definition && before.place?.path !== place?.path) {
      throw new InvalidArgumentError(
        where,
        `name of a ${this.kind} must be defined in one place`,
        `${show(name)} of ${placeText(before.place)} and of ${placeText(place)}`,
      );
    }
    this.prepare(where, definition);
  }

  /** Takes a checked definition into use, in place of one of the same name. */
  add(definition: D, place: ModulePlace | undefined): void {
    const { name } = definition;
    const before = this.#own.get(name);
    const list = this.list as D[];
    if (before) list.splice(list.indexOf(before.definition), 1, definition);
    else {
      list.push(definition);
      for (const names of this.#lists) names.push(name);
    }
    // A definition that its module has taken into use itself keeps the module as its place.
    const kept = before?.definition === definition ? (before.place ?? place) : place;
    this.#own.set(name, { definition, place: kept });
    (this.definitions as Record<string, D>)[name] = definition;
  }

  /** Takes a definition that is not the library's out of use. */
  remove(name: string): void {
    const entry = this.#own.get(name);
    if (!entry) return;
    this.#own.delete(name);
    const list = this.list as D[];
    list.splice(list.indexOf(entry.definition), 1);
    for (const names of this.#lists) names.splice(names.indexOf(name), 1);
    Reflect.deleteProperty(this.definitions, name);
  }
}

/** The place of a definition in a sentence. */
function placeText(place: ModulePlace | undefined): string {
  return place?.path ?? 'this thread';
}
