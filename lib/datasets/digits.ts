import type { Dataset } from './dataset.js';
import { readPackaged, type DataFile } from './files.js';

export const DIGITS_FILE: DataFile = {
  name: 'digits.csv.gz',
  sha256: '09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22',
};

const ROWS = 1797;
const PIXELS = 64;
/** The largest intensity of a pixel. */
const FULL = 16;

/**
 * 1797 hand-written digits as images of 8 × 8 pixels (Alpaydin and Kaynak 1998; see `datasets/README.md`).
 *
 * x is [1797, 64], pixels in rows from the upper left, intensities 0–16 divided by 16: each a multiple of
 * 1/16 in [0, 1]. The class is the digit, 0–9.
 *
 * @param path - a copy of `digits.csv.gz`. Default: the one in the package
 * @throws {@link FileError} when the file is missing, damaged or cut off
 */
export function loadDigits(path?: string): Dataset {
  const lines = readPackaged('loadDigits', DIGITS_FILE, path).trimEnd().split('\n');
  const x = new Float32Array(ROWS * PIXELS);
  const y = new Int32Array(ROWS);
  for (const [row, line] of lines.entries()) {
    const fields = line.split(',');
    for (let pixel = 0; pixel < PIXELS; pixel++) {
      x[row * PIXELS + pixel] = Number(fields[pixel]) / FULL;
    }
    y[row] = Number(fields[PIXELS]);
  }
  const encoding = { kind: 'numbers' } as const;
  return { name: 'digits', rows: ROWS, inputs: PIXELS, classes: 10, x, y, encoding };
}
