import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The package's root, seen from dist/test/support. */
export const ROOT = join(__dirname, '..', '..', '..');

/** Makes a temporary folder before every test of the suite and removes it after; returns its getter. */
export function temporaryFolder(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bittensor-workbench-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}
