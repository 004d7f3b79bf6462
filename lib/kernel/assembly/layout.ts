/*
 * The memory layout. All arrays consist of *quads*, four numbers that step together:
 *
 *   lanes  a quad is one entry of four descents          n quads a row      small n
 *   rows   a quad is four entries of a row of one        ⌈n/4⌉ quads a row  large n, up to four slots
 *
 * Both share the code of elementwise work. Row-wise entries past n are padding: their weight is 0.
 */

/** Bytes of a quad of float64 and of float32. */
export const WIDE: usize = 32;
export const NARROW: usize = 16;
/** Bytes of two quads of float32. */
export const PAIR: usize = 32;
/** A threshold below every real one, and padding below that. */
export const BELOW_ALL: f64 = -1e200;
export const PADDING: f64 = -1e300;

/** n. */
export let peers: i32 = 0;
/** Whether quads are four descents. */
export let lanes: bool = false;
/** Quads in a row. */
export let quads: usize = 0;
/** Bytes of a slot: one of the row-wise descents, or the four of the lanes. */
export let slotBytes: usize = 0;
export let slots: usize = 0;

/* Offsets in a slot; [n, quads] unless said otherwise. */
/** W, twice: the current and the next weights alternate every step. */
export let weightsA: usize = 0;
export let weightsB: usize = 0;
/** The values at the base: of lanes, records of Base.BYTES. */
export let bases: usize = 0;
/** The same of slots: records of Near.BYTES, and in float64 z⁰ and the gradient step. */
export let nears: usize = 0;
export let baseArguments: usize = 0;
export let baseSteps: usize = 0;
/** Of slots, float32: w − w⁰, twice like the weights, which are those at the base and after its step. */
export let driftA: usize = 0;
export let driftB: usize = 0;
export let anchor: usize = 0;
/** Five quads a row: see RowConstant. */
export let rowConstants: usize = 0;
/** One record a row: see DriftConstant. */
export let driftConstants: usize = 0;
/** [quads], of lanes: Σ_k s_k w_kj, in turns like the weights. */
export let sumA: usize = 0;
export let sumB: usize = 0;
/** [quads]: μ/T, of slots at the base. */
export let shift: usize = 0;
/** [quads], one row: m⁰ − a, v or the exact product, and of lanes in float32 the product of m − m⁰. */
export let deviationRow: usize = 0;
export let valueRow: usize = 0;
export let productRow: usize = 0;
/** One quad: 1/(nT). */
export let shiftScale: usize = 0;

/** Of lanes, float32, [n]: the mask change of one row. */
export let changes: usize = 0;
/** Of slots: four records of Row.BYTES. */
export let rows: usize = 0;
/**
 * H in float32 and float64. H_i lies by columns, [n, quads], so that a quad is four rows of one column; the
 * slots' float32 in pairs of quads, [quads/2, n, 2], and where n requires it one more quad, [n, 1].
 */
export let hessians32: usize = 0;
export let hessians64: usize = 0;
/** [n, n] and more float64 that JavaScript writes and reads. */
export let staging: usize = 0;
/** [4] records of RECORD bytes. */
export let records: usize = 0;

/**
 * Offsets in a quad's base: z⁰ and the gradient step there in float64; m⁰ − ½, m⁰(1 − m⁰) and the step of
 * a unit of m(1 − m) in float32. One record, so that one pointer reaches it all.
 */
export namespace Base {
  export const ARGUMENT: usize = 0;
  export const STEP: usize = 32;
  export const TILT: usize = 64;
  export const SLOPE: usize = 80;
  export const PULL: usize = 96;
  export const BYTES: usize = 112;
}

/**
 * Offsets in a slot's rows of float32, [quads] each: m − m⁰ and its product, u, the change of μ/T, and
 * Σ_k s_k (w − w⁰)_kj/(nT) in turns from row to row. They are spaced for the longest row that fits
 * memory with its Hessians, so that one pointer reaches them all, and those of the other slots.
 */
export namespace Row {
  export const CHANGE: usize = 0;
  export const PRODUCT: usize = 2880;
  export const VALUE: usize = 5760;
  export const SHIFT: usize = 8640;
  export const SUM_A: usize = 11520;
  export const SUM_B: usize = 14400;
  export const BYTES: usize = 17280;
}

/**
 * Offsets in a slot's quad of float32: m⁰ − ½, m⁰(1 − m⁰), the step of a unit of m(1 − m), the gradient step
 * at the base less the threshold there, and −w⁰.
 */
export namespace Near {
  export const TILT: usize = 0;
  export const SLOPE: usize = 16;
  export const PULL: usize = 32;
  export const STEP: usize = 48;
  export const FLOOR: usize = 64;
  export const BYTES: usize = 80;
}

/**
 * Offsets in a row's float32 constants, each four times: s_i/T, c_i, s_i/(nT), the last change θ_i − θ_i⁰ of
 * the threshold, 1 − Σ_j w_ij⁰, and how many coordinates are active.
 */
export namespace DriftConstant {
  export const GAIN: usize = 0;
  export const STEP: usize = 16;
  export const SHARE: usize = 32;
  export const LEVEL: usize = 48;
  export const REST: usize = 64;
  export const COUNT: usize = 80;
  export const BYTES: usize = 96;
}

/**
 * Offsets in a row's constants: s_i/T, c_i = −λ ratio s_i (1 − 1/n) 2/T, λ s_i/n, s_i, the last threshold
 * θ_i, and c_i in float32.
 */
export namespace RowConstant {
  export const GAIN: usize = 0;
  export const STEP: usize = 32;
  export const BONUS: usize = 64;
  export const STAKE: usize = 96;
  export const THRESHOLD: usize = 128;
  export const NARROW_STEP: usize = 160;
  export const BYTES: usize = 176;
}

/** Offsets in a record: state (0 empty, 1 running, 2 converged, 3 out of steps), steps taken, residual. */
export namespace Record {
  export const STATE: usize = 0;
  export const STEPS: usize = 8;
  export const RESIDUAL: usize = 16;
  export const BYTES: usize = 24;
}

/** [4] float64: the largest change of each lane, see residual.ts. */
export let moved: usize = 0;
/** [4, n, n] float64: the weights of finished descents. */
export let results: usize = 0;

let top: usize = 0;

function reserve(bytes: usize): usize {
  const at = top;
  top += (bytes + 63) & ~63;
  return at;
}

/** Lays memory out for n peers; false where WebAssembly cannot hold it. Clears everything. */
export function configure(n: i32, byLanes: bool): bool {
  peers = n;
  lanes = byLanes;
  quads = byLanes ? n : (n + 3) >> 2;
  slots = byLanes ? 1 : 4;
  if (!byLanes && quads * NARROW > Row.PRODUCT) return false;
  const row = quads * WIDE;
  const matrix = <usize>n * row;
  top = 0;
  weightsA = reserve(matrix);
  weightsB = reserve(matrix);
  const all = <usize>n * quads;
  bases = reserve(byLanes ? all * Base.BYTES : 0);
  nears = reserve(byLanes ? 0 : all * Near.BYTES);
  driftA = reserve(byLanes ? 0 : all * NARROW);
  driftB = reserve(byLanes ? 0 : all * NARROW);
  baseArguments = reserve(byLanes ? 0 : matrix);
  baseSteps = reserve(byLanes ? 0 : matrix);
  anchor = reserve(matrix);
  rowConstants = reserve(<usize>n * RowConstant.BYTES);
  driftConstants = reserve(byLanes ? 0 : <usize>n * DriftConstant.BYTES);
  sumA = reserve(row);
  sumB = reserve(row);
  shift = reserve(row);
  deviationRow = reserve(row);
  valueRow = reserve(row);
  productRow = reserve(quads * NARROW);
  shiftScale = reserve(WIDE);
  slotBytes = top;
  top = (__heap_base + 63) & ~63;
  const start = top;
  reserve(slotBytes * slots);
  changes = reserve(byLanes ? quads * NARROW : 0);
  rows = reserve(byLanes ? 0 : 4 * Row.BYTES);
  records = reserve(4 * Record.BYTES);
  moved = reserve(32);
  results = reserve(<usize>(4 * n * n) * 8);
  staging = reserve(<usize>(n * n) * 8);
  hessians32 = reserve(<usize>(n * n) * quads * NARROW);
  hessians64 = reserve(<usize>(n * n) * quads * WIDE);
  weightsA += start;
  weightsB += start;
  bases += start;
  nears += start;
  driftA += start;
  driftB += start;
  baseArguments += start;
  baseSteps += start;
  anchor += start;
  rowConstants += start;
  driftConstants += start;
  sumA += start;
  sumB += start;
  shift += start;
  deviationRow += start;
  valueRow += start;
  productRow += start;
  shiftScale += start;
  const pages = <i32>((top + 0xffff) >> 16) - memory.size();
  if (pages > 0 && memory.grow(pages) < 0) return false;
  memory.fill(start, 0, top - start);
  return true;
}
