import { InvalidArgumentError } from '../math/errors.js';
import { show } from '../math/show.js';
import { CORPORA, CORPUS_NAMES, type Corpus } from './corpora/index.js';
import { type CorpusDefinition } from './corpora/corpus.js';
import { fileCorpusNamed, isFileCorpus } from './own/index.js';

/**
 * The corpus of a name: the library's, one in use, or a file, by the name that `corpusFromFile` gave.
 *
 * @throws {@link InvalidArgumentError} when there is none
 */
export function corpusNamed(where: string, name: Corpus): CorpusDefinition {
  if (typeof name === 'string' && isFileCorpus(name)) return fileCorpusNamed(where, name);
  if (CORPUS_NAMES.includes(name)) return CORPORA[name];
  const rule = `corpus must be one of ${CORPUS_NAMES.join(', ')}, or the name of a corpus from corpusFromFile`;
  throw new InvalidArgumentError(where, rule, show(name));
}
