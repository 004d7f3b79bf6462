import { type OpenName } from '../../parameters/definition.js';
import { Registry } from '../../parameters/registry.js';
import { addresses } from './addresses.js';
import { type CorpusDefinition } from './corpus.js';
import { digits } from './digits.js';

export { defineCorpus, type CorpusDefinition, type CorpusGiven, type Division } from './corpus.js';

/** The library's corpora: the only list. */
const LIBRARY = { digits, addresses } as const;

const registry = new Registry<CorpusDefinition, typeof LIBRARY>('corpus', LIBRARY);

/** Every corpus by its name: the library's, and those taken into use. */
export const CORPORA = registry.definitions;

/** The name of a corpus. */
export type Corpus = OpenName<keyof typeof LIBRARY>;

/** Their names, with those in use at the time of reading. */
export const CORPUS_NAMES: readonly Corpus[] = registry.names;
