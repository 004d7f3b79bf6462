export { extract, loadExtracted, type ExtractedModel } from './extract.js';
