import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The package's root, seen from dist/test/support. */
export const ROOT = join(__dirname, '..', '..', '..');

/** A new temporary folder before every test of the suite, removed after it; returns how to ask for it. */
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
