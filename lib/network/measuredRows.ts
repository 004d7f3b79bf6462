import { type Rows } from './rows.js';

/** Rows whose largest norm their maker has measured, and which nothing has changed since. */
export class MeasuredRows implements Rows {
  constructor(
    readonly rows: number,
    readonly columns: number,
    readonly values: Float32Array,
    /** The largest norm of a row; NaN or infinite where a number is. */
    readonly largest: number,
  ) {}
}
