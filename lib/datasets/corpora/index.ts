import { addresses } from './addresses.js';
import { digits } from './digits.js';

export { defineCorpus, type CorpusDefinition, type Division } from './corpus.js';

/** Every corpus by its name: the only list. */
export const CORPORA = { digits, addresses } as const;

/** The name of a corpus. */
export type Corpus = keyof typeof CORPORA;

export const CORPUS_NAMES = Object.keys(CORPORA) as Corpus[];
