import { join } from 'node:path';

/** The repository's root, from dist/lib/docs. */
export const ROOT = join(__dirname, '..', '..', '..');
