import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of the package. */
export function packageVersion(): string {
  // From dist/lib/host/node up to the package's root.
  const path = join(__dirname, '..', '..', '..', '..', 'package.json');
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
  return version;
}
