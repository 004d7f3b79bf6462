import { type Rows } from './rows.js';

/** Rows that were found to be within bounds, and that nothing changes since; some of them are within these too. */
export class CheckedRows implements Rows {
  constructor(
    readonly rows: number,
    readonly columns: number,
    readonly values: Float32Array,
    readonly bounds: object,
  ) {}

  /** Some of these rows, by their values. */
  part(values: Float32Array): CheckedRows {
    return new CheckedRows(values.length / this.columns, this.columns, values, this.bounds);
  }
}
