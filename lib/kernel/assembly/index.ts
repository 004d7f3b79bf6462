/*
 * Competitive descent of four markets at once; see lib/kernel for its callers.
 *
 *   configure → for each market: write staging, load… → run until one is done → collect → load the next …
 */
import {
  approachSlot,
  changeOfSlot,
  projectSlot,
  renormaliseSlot,
  SCALE,
  settle,
  shiftOfBase,
  stepFromBase,
} from './drift';
import {
  anchor,
  configure as layOut,
  driftA,
  driftB,
  DriftConstant,
  driftConstants,
  hessians32,
  hessians64,
  lanes,
  moved,
  NARROW,
  peers,
  quads,
  Record,
  records,
  results,
  Row,
  RowConstant,
  rowConstants,
  rows,
  shiftScale,
  slotBytes,
  staging,
  sumA,
  sumB,
  weightsA,
  weightsB,
  WIDE,
  BELOW_ALL,
} from './layout';
import { productOfFour, productOfLanes, productOfSlot, productOfTwo } from './product';
import { measureDrift, measureLanes, measureSlot } from './residual';
import { sigmoid as sigmoidOfTwo } from './sigmoid';
import { advanceLanes, changeOfLanes, renewLanes, updateShift } from './step';

/**
 * Steps from base to base. In the lanes a free place waits for the next base; a slot does not, and its exact
 * product reads more memory than the caches hold.
 */
const LANES_PERIOD: i32 = 64;
const SLOTS_PERIOD: i32 = 128;

let exempt: bool = false;
let project: bool = true;
let learningRate: f64 = 0;
let tolerance: f64 = 0;
let maxSteps: f64 = 0;
/** Steps since the last base of the lanes, and the index of the current weights. */
let clock: i32 = 0;
let turned: i32 = 0;

const RUNNING: i32 = 1;
const CONVERGED: i32 = 2;
const OUT_OF_STEPS: i32 = 3;

/** Lays memory out; false where it does not fit. Empties every lane or slot. */
export function configure(n: i32, byLanes: bool): bool {
  clock = 0;
  turned = 0;
  return layOut(n, byLanes);
}

export function setOptions(
  exemptOwnInput: bool,
  projectRows: bool,
  rate: f64,
  leastResidual: f64,
  mostSteps: f64,
): void {
  exempt = exemptOwnInput;
  project = projectRows;
  learningRate = rate;
  tolerance = leastResidual;
  maxSteps = mostSteps;
}

/** The staging area, [n, n] float64, which JavaScript writes before a load and reads after `collect`. */
export function stagingAddress(): usize {
  return staging;
}

/** The address of the weights of finished lanes or slots, [4, n, n] float64. */
export function resultsAddress(): usize {
  return results;
}

/** The address of the four records: state, steps, residual. */
export function recordsAddress(): usize {
  return records;
}

/** The byte of entry (i, j) of lane or slot `which` in an [n, quads] array of float64. */
// @ts-ignore: decorator
@inline
function entry(array: usize, which: usize, i: usize, j: usize): usize {
  return lanes
    ? array + (i * quads + j) * WIDE + which * 8
    : array + which * slotBytes + i * quads * WIDE + j * 8;
}

/** H_i from the staging area, for a lane or for all slots. */
export function loadHessian(which: i32, i: i32): void {
  const n = peers;
  const stride = lanes ? <usize>4 : 1;
  const first = (<usize>i * <usize>n * quads) << 2;
  const paired = quads & ~1;
  for (let k: usize = 0; k < <usize>n; k++) {
    for (let j: usize = 0; j < <usize>n; j++) {
      const value = load<f64>(staging + ((j * n + k) << 3));
      const at = first + ((k * quads) << 2) + j * stride + (lanes ? <usize>which : 0);
      store<f64>(hessians64 + (at << 3), value);
      const quad = j >> 2;
      const width: usize = quad < paired ? 2 : 1;
      const pair = first + (((quad & ~1) * n + k * width + (quad & (width - 1))) << 2) + (j & 3);
      store<f32>(hessians32 + ((lanes ? at : pair) << 2), <f32>value);
    }
  }
}

/** The anchor from the staging area, or all ones. */
export function loadAnchor(which: i32, open: bool): void {
  const n = peers;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const value = open ? 1 : load<f64>(staging + ((i * n + j) << 3));
      store<f64>(entry(anchor, which, i, j), value);
    }
  }
}

// @ts-ignore: decorator
@inline
function storeConstant(at: usize, which: usize, value: f64): void {
  if (lanes) store<f64>(at + which * 8, value);
  else {
    v128.store(at, f64x2.splat(value));
    v128.store(at, f64x2.splat(value), 16);
  }
}

/** Stake from the staging area. */
export function loadStake(which: i32, temperature: f64, ratio: f64): void {
  const n = <f64>peers;
  const slot: usize = lanes ? 0 : <usize>which * slotBytes;
  const scale = (-learningRate * ratio * (1 - 1 / n) * 2) / temperature;
  for (let i = 0; i < peers; i++) {
    const stake = load<f64>(staging + (i << 3));
    const row = rowConstants + slot + <usize>i * RowConstant.BYTES;
    storeConstant(row + RowConstant.GAIN, which, stake / temperature);
    storeConstant(row + RowConstant.STEP, which, scale * stake);
    if (lanes) store<f32>(row + which * 4, <f32>(scale * stake), RowConstant.NARROW_STEP);
    else {
      const drift = driftConstants + slot + <usize>i * DriftConstant.BYTES;
      v128.store(drift, f32x4.splat(<f32>((stake / temperature) * SCALE)), DriftConstant.GAIN);
      v128.store(drift, f32x4.splat(<f32>(scale * stake)), DriftConstant.STEP);
      const share = (stake / (n * temperature)) * SCALE;
      v128.store(drift, f32x4.splat(<f32>share), DriftConstant.SHARE);
    }
    storeConstant(row + RowConstant.BONUS, which, (learningRate * stake) / n);
    storeConstant(row + RowConstant.STAKE, which, stake);
    storeConstant(row + RowConstant.THRESHOLD, which, BELOW_ALL);
  }
  storeConstant(shiftScale + slot, which, 1 / (n * temperature));
}

/** The weights from the staging area, after the stake; starts the lane or slot. */
export function loadWeights(which: i32): void {
  const n = peers;
  const slot: usize = lanes ? 0 : <usize>which * slotBytes;
  const weights = lanes && turned ? weightsB : weightsA;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      store<f64>(entry(weights, which, i, j), load<f64>(staging + ((i * n + j) << 3)));
    }
  }
  for (let j = 0; lanes && j < n; j++) {
    let sum: f64 = 0;
    for (let i = 0; i < n; i++) {
      const row = rowConstants + <usize>i * RowConstant.BYTES;
      const stake = load<f64>(row + RowConstant.STAKE + <usize>which * 8);
      sum += stake * load<f64>(staging + ((i * n + j) << 3));
    }
    store<f64>(entry(sums(), which, 0, j), sum);
  }
  const record = records + <usize>which * Record.BYTES;
  store<i32>(record + Record.STATE, RUNNING);
  store<f64>(record + Record.STEPS, 0);
}

/** The address of the lanes' column sums between steps; every row of a step moves them to the other buffer. */
// @ts-ignore: decorator
@inline
function sums(): usize {
  return peers & 1 ? sumB : sumA;
}

// @ts-ignore: decorator
@inline
function steps(which: i32): f64 {
  return load<f64>(records + <usize>which * Record.BYTES + Record.STEPS);
}

// @ts-ignore: decorator
@inline
function state(which: i32): i32 {
  return load<i32>(records + <usize>which * Record.BYTES + Record.STATE);
}

/** Copies the current weights of a lane or slot to its results. */
function collect(which: usize, weights: usize): void {
  const n = <usize>peers;
  const to = results + which * n * n * 8;
  for (let i: usize = 0; i < n; i++) {
    for (let j: usize = 0; j < n; j++) {
      store<f64>(to + (i * n + j) * 8, load<f64>(entry(weights, which, i, j)));
    }
  }
}

/**
 * Counts a step of a lane or slot. `change` is its largest change, or a lower bound above the tolerance. Returns
 * true when the step was its last.
 */
function finish(which: i32, change: f64): bool {
  const record = records + <usize>which * Record.BYTES;
  const taken = load<f64>(record + Record.STEPS) + 1;
  const residual = change / learningRate;
  store<f64>(record + Record.STEPS, taken);
  store<f64>(record + Record.RESIDUAL, residual);
  if (residual < tolerance) store<i32>(record + Record.STATE, CONVERGED);
  else if (taken >= maxSteps) store<i32>(record + Record.STATE, OUT_OF_STEPS);
  return load<i32>(record + Record.STATE) !== RUNNING;
}

/** σ by the polynomials of the descent. */
export function sigmoid(z: f64): f64 {
  return f64x2.extract_lane(sigmoidOfTwo(f64x2.splat(z)), 0);
}

/**
 * The limit above which a change excludes convergence, so that other rows need no inspection. A running lane or
 * slot at its last step inspects all rows for its residual; an idle one inspects none.
 */
// @ts-ignore: decorator
@inline
function enough(which: i32): f64 {
  if (state(which) !== RUNNING) return -1;
  if (steps(which) + 1 >= maxSteps) return Infinity;
  return tolerance > 0 ? tolerance * learningRate * (1 + 1e-9) : -1;
}

/** One step of all lanes. */
function stepLanes(from: usize, to: usize): void {
  const renew = clock === 0;
  updateShift(sums());
  let sumFrom = sumA;
  let sumTo = sumB;
  memory.fill(sumFrom, 0, quads * WIDE);
  for (let i = 0; i < peers; i++) {
    if (renew) renewLanes(exempt, i, from);
    else {
      changeOfLanes(exempt, i, from);
      productOfLanes(i);
    }
    advanceLanes(project, i, from, to, sumFrom, sumTo);
    const swap = sumFrom;
    sumFrom = sumTo;
    sumTo = swap;
  }
}

/** Steps the lanes until one has finished and the base is due, when another may take its place. */
function runLanes(): void {
  let running = 0;
  let done = false;
  for (let lane = 0; lane < 4; lane++) if (state(lane) === RUNNING) running++;
  while (running > 0 && !(done && clock === 0)) {
    const from = turned ? weightsB : weightsA;
    const to = turned ? weightsA : weightsB;
    stepLanes(from, to);
    turned = 1 - turned;
    clock = (clock + 1) % LANES_PERIOD;
    for (let lane = 0; lane < 4; lane++) store<f64>(moved + <usize>lane * 8, enough(lane));
    measureLanes(from, to);
    for (let lane = 0; lane < 4; lane++) {
      if (state(lane) !== RUNNING) continue;
      if (finish(lane, load<f64>(moved + <usize>lane * 8))) {
        collect(lane, to);
        running--;
        done = true;
      }
    }
  }
  // All lanes have finished: the next lanes start with a base.
  if (running === 0) clock = 0;
}

// @ts-ignore: decorator
@inline
function baseIsDue(slot: i32): bool {
  return <i32>(<i64>steps(slot) % SLOTS_PERIOD) === 0;
}

/**
 * One step of the running slots. A row's mask changes are computed before the end of the previous row's
 * projection, whose division would stall.
 */
function stepSlots(from: usize, to: usize): void {
  let active = 0;
  let renewing = 0;
  for (let slot = 0; slot < 4; slot++) {
    if (state(slot) !== RUNNING) continue;
    active |= 1 << slot;
    const at = <usize>slot * slotBytes;
    if (baseIsDue(slot)) {
      renewing |= 1 << slot;
      if (steps(slot) > 0) settle(at, from, weightsA);
      shiftOfBase(at);
    }
    const row = rows + <usize>slot * Row.BYTES;
    memory.copy(row + Row.SHIFT, row + (peers & 1 ? Row.SUM_B : Row.SUM_A), quads * NARROW);
    memory.fill(row + Row.SUM_A, 0, quads * NARROW);
  }
  const waiting = active & ~renewing;
  changeOfSlots(0, waiting, from);
  for (let i = 0; i < peers; i++) {
    multiply(i, waiting);
    for (let slot = 0; slot < 4; slot++) {
      const bit = 1 << slot;
      if (!(active & bit)) continue;
      if (renewing & bit) stepFromBase(project, exempt, i, slot, to);
      else if (project) approachSlot(i, slot, from);
      else renormaliseSlot(i, slot, from, to);
    }
    if (i + 1 < peers) changeOfSlots(i + 1, waiting, from);
    for (let slot = 0; slot < 4; slot++) {
      if (project && waiting & (1 << slot)) projectSlot(i, slot, to);
    }
  }
}

// @ts-ignore: decorator
@inline
function changeOfSlots(i: i32, waiting: i32, from: usize): void {
  for (let slot = 0; slot < 4; slot++) {
    if (waiting & (1 << slot)) changeOfSlot(exempt, i, slot, from);
  }
}

/** Row i's float32 product of the slots whose bit is set, H read once for four or for two. */
function multiply(i: i32, waiting: i32): void {
  if (waiting === 15) {
    productOfFour(i);
    return;
  }
  let first = -1;
  for (let slot = 0; slot < 4; slot++) {
    if (!(waiting & (1 << slot))) continue;
    if (first < 0) first = slot;
    else {
      productOfTwo(i, first, slot);
      first = -1;
    }
  }
  if (first >= 0) productOfSlot(i, first);
}

/** Steps the slots until one has finished. */
function runSlots(): void {
  let running = 0;
  let done = false;
  for (let slot = 0; slot < 4; slot++) if (state(slot) === RUNNING) running++;
  while (running > 0 && !done) {
    const from = turned ? driftB : driftA;
    const to = turned ? driftA : driftB;
    stepSlots(from, to);
    turned = 1 - turned;
    for (let slot = 0; slot < 4; slot++) {
      if (state(slot) !== RUNNING) continue;
      const at = <usize>slot * slotBytes;
      const exact = baseIsDue(slot);
      const change = exact
        ? measureSlot(slot, enough(slot), weightsA + at, weightsB + at)
        : measureDrift(slot, enough(slot), from + at, to + at);
      if (!finish(slot, change)) continue;
      if (!exact) settle(at, to, weightsB);
      collect(slot, weightsB);
      done = true;
    }
  }
}

/** Runs until at least one descent has finished; its record holds the outcome and its results the weights. */
export function run(): void {
  if (lanes) runLanes();
  else runSlots();
}

/** Only the products of one step, for the benchmark: all lanes, or `count` slots. */
export function products(count: i32): void {
  for (let i = 0; i < peers; i++) {
    if (lanes) productOfLanes(i);
    else multiply(i, (1 << count) - 1);
  }
}

/*
 * V8 optimises a function from its second call on and not while it runs, and the compiler would inline functions
 * with one caller into `run`, which may last for minutes. Exported functions are not inlined.
 */
export { measureDrift, measureLanes, measureSlot } from './residual';
export { productOfFour, productOfLanes, productOfSlot, productOfTwo } from './product';
export { advanceLanes, changeOfLanes, renewLanes } from './step';
export { approachSlot, changeOfSlot, projectSlot, renormaliseSlot, stepFromBase } from './drift';
export { stepLanes, stepSlots };
