import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The software that wrote a result. */
export interface Versions {
  readonly workbench: string;
}

/** This package's version. */
export function versions(): Versions {
  // From dist/lib/files up to the package's root.
  const path = join(__dirname, '..', '..', '..', 'package.json');
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return { workbench: version };
}
