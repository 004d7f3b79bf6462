export { corpusFromFile, fileCorpusNamed, isFileCorpus, streamName } from './fileCorpus.js';
export { corpusFromFrame, type FrameLike } from './frame.js';
export { MISSING_VALUES, OWN_DATA, type OwnDataOptions } from './options.js';
