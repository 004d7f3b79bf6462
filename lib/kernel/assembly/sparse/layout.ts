/*
 * The memory of the sparse kernel: a block of rows as the market stores them, with the shift μ of each entry, and one row of
 * scratch. A row of k inputs is worked in quads; the inputs that fill its last quad have deviation 0.
 */

/** k, and k rounded up to quads. */
export let known: i32 = 0;
export let padded: i32 = 0;
export let samples: i32 = 0;

/** The block: N [rows, k] uint32, A [rows, m, k] float32, μ, W and W⁺ [rows, k] float64, s and λ [rows] float64. */
export let neighbours: usize = 0;
export let factors: usize = 0;
export let shift: usize = 0;
export let weights: usize = 0;
export let next: usize = 0;
export let stake: usize = 0;
export let rates: usize = 0;
/** One row, each [padded] float64: w, m − 1, m (1 − m), H (m − 1), and w + λ ∂P/∂w. */
export let row: usize = 0;
export let deviation: usize = 0;
export let slope: usize = 0;
export let product: usize = 0;
export let moved: usize = 0;

let top: usize = 0;

/** Space with a slack of two quads, into which a row's last quad may reach. */
function reserve(bytes: usize): usize {
  const address = top;
  top = (top + bytes + 64 + 63) & ~63;
  return address;
}

/** Lays the memory out; false where it cannot grow so far. */
export function layOut(k: i32, m: i32, rows: i32): bool {
  known = k;
  padded = (k + 3) & ~3;
  samples = m;
  top = (__heap_base + 63) & ~63;
  const entries = <usize>rows * <usize>k;
  const line = <usize>padded * 8;
  neighbours = reserve(entries * 4);
  factors = reserve(entries * <usize>m * 4);
  shift = reserve(entries * 8);
  weights = reserve(entries * 8);
  next = reserve(entries * 8);
  stake = reserve(<usize>rows * 8);
  rates = reserve(<usize>rows * 8);
  row = reserve(line);
  deviation = reserve(line);
  slope = reserve(line);
  product = reserve(line);
  moved = reserve(line);
  const pages = <i32>((top + 0xffff) >> 16) - memory.size();
  return pages <= 0 || memory.grow(pages) >= 0;
}
