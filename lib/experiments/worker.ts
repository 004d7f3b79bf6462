/** What a worker thread runs: piscina calls the default export for each task. */
import { perform } from './tasks.js';

export default perform;
