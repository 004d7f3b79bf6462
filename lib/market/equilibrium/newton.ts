/*
 * Newton's method on the free weights, those above 0: with row i's free columns A_i and its multiplier ν_i,
 * the equilibrium is
 *
 *   F_ij(z_i) = ν_i for j in A_i,   Σ_j w_ij = 1,   z_i = s_i w_i − μ,   μ = (1/n) Σ_k s_k w_k
 *
 * F_i depends on the others through μ alone, so with the symmetric G_i = ∂F_i/∂z_i
 *
 *   B_i δw_i + ν_i 1 = F_i − G_i δμ on A_i,   1ᵀδw_i = 0,   B_i = −s_i G_i on A_i
 *   G_i = −c (α/τ) s_i (1 − 1/n) (2/T²) [ P_i H_i P_i + diag(H_i d_i) P_i (1 − 2 M_i) ]
 *
 * with P = m (1 − m), d = m − a, c of row.ts. Each row is one Cholesky factorisation of B_i + c 11ᵀ, which has the same
 * solutions; X_i is its solve followed by the projection that keeps the sum, q_i the solution of
 * (B_i + c 11ᵀ) q = 1 divided by its sum. The rows are coupled by a system of size n at most for δμ:
 *
 *   [ I − (1/n) Σ_i (1_A 1_Aᵀ∘I − q_i 1_Aᵀ) + (1/n) Σ_i s_i X_i G_i(A, not A) ] δμ = (1/n) Σ_i s_i X_i F_i
 *
 * Where some B_i is not positive definite on rows of sum 0, the point is no local maximum of that
 * peer's payoff, and there is no step: a saddle would solve the equations as well.
 */
import { choleskyInPlace, choleskySolve, eliminate } from '../../math/linear.js';
import { sum } from '../../math/rows.js';
import { type State } from '../state.js';

/** Buffers for Newton steps on one market; factors are stored row by row. */
export interface Newton {
  /** δW of the last step, [n, n]; 0 outside the free weights. */
  readonly change: Float64Array;
  /** A_i of row i: `free[i * n … i * n + count[i])`; count 0 where the row cannot move. */
  readonly free: Int32Array;
  readonly count: Int32Array;
  /** q_i in the order of A_i, [n, n]. */
  readonly share: Float64Array;
  /** The index in `factors` at which the factor of row i begins. */
  readonly start: Int32Array;
  factors: Float64Array;
  /** The columns whose μ can move, and each column's place among them or −1. */
  readonly columns: Int32Array;
  readonly place: Int32Array;
  readonly system: Float64Array;
  readonly shift: Float64Array;
  readonly steep: Float64Array;
  readonly bend: Float64Array;
  readonly vector: Float64Array;
}

export function createNewton(n: number): Newton {
  return {
    change: new Float64Array(n * n),
    free: new Int32Array(n * n),
    count: new Int32Array(n),
    share: new Float64Array(n * n),
    start: new Int32Array(n + 1),
    factors: new Float64Array(0),
    columns: new Int32Array(n),
    place: new Int32Array(n),
    system: new Float64Array(n * n),
    shift: new Float64Array(n),
    steep: new Float64Array(n),
    bend: new Float64Array(n),
    vector: new Float64Array(n),
  };
}

/** Lists the free weights of every row that can move; returns the number of columns with a free weight. */
function listFree(newton: Newton, { n, weights, stake, utility }: State): number {
  const { free, count, start, columns, place } = newton;
  place.fill(-1);
  for (let i = 0; i < n; i++) {
    let found = 0;
    for (let j = 0; j < n; j++) if (weights[i * n + j] > 0) free[i * n + found++] = j;
    if (found < 2 || stake[i] === 0 || utility === 0) found = 0;
    count[i] = found;
    start[i + 1] = start[i] + found * found;
    for (let k = 0; k < found; k++) place[free[i * n + k]] = 0;
  }
  let moving = 0;
  for (let j = 0; j < n; j++) {
    if (place[j] < 0) continue;
    place[j] = moving;
    columns[moving++] = j;
  }
  if (newton.factors.length < start[n]) newton.factors = new Float64Array(start[n]);
  return moving;
}

/** G_i as H_jl ↦ scale · steep_j H_jl steep_l + [j = l] bend_j: fills steep and bend, returns the scale. */
function curvature(newton: Newton, state: State, i: number): number {
  const { n, mask, pressure, exempt, temperature } = state;
  const { steep, bend } = newton;
  const scale = (-2 * state.utility * state.stake[i] * (1 - 1 / n)) / (temperature * temperature);
  for (let j = 0; j < n; j++) {
    const m = mask[i * n + j];
    steep[j] = m * (1 - m);
    // pressure is (2c/T) [H_i d_i]_j m (1 − m).
    bend[j] = 0.5 * scale * temperature * pressure[i * n + j] * (1 - 2 * m);
  }
  if (exempt) steep[i] = bend[i] = 0;
  return scale * state.factor;
}

/** X_i of `vector`, in place: the solve, then the share of q_i that keeps the sum at 0. */
function solveRow(newton: Newton, n: number, i: number, vector: Float64Array): void {
  const { factors, start, count, share } = newton;
  const size = count[i];
  choleskySolve(size, factors.subarray(start[i], start[i + 1]), vector);
  let total = 0;
  for (let k = 0; k < size; k++) total += vector[k];
  for (let k = 0; k < size; k++) vector[k] -= total * share[i * n + k];
}

/** The factor and q_i of one row; false where the peer is at no local maximum. */
function factoriseRow(newton: Newton, state: State, i: number, scale: number): boolean {
  const { n, hessians, stake } = state;
  const { free, factors, start, count, share, steep, bend } = newton;
  const size = count[i];
  const factor = factors.subarray(start[i], start[i + 1]);
  let trace = 0;
  for (let k = 0; k < size; k++) {
    const j = free[i * n + k];
    const row = (i * n + j) * n;
    for (let l = 0; l <= k; l++) {
      const column = free[i * n + l];
      const bent = j === column ? bend[j] : 0;
      factor[k * size + l] =
        -stake[i] * (scale * steep[j] * hessians[row + column] * steep[column] + bent);
    }
    trace += Math.abs(factor[k * size + k]);
  }
  for (let k = 0; k < size; k++) {
    for (let l = 0; l <= k; l++) factor[k * size + l] += trace;
  }
  if (!choleskyInPlace(size, factor)) return false;
  const q = share.subarray(i * n, i * n + size);
  q.fill(1);
  choleskySolve(size, factor, q);
  const total = sum(q);
  for (let k = 0; k < size; k++) q[k] /= total;
  return true;
}

/** Adds row i to the system for δμ and to its right side. */
function addRow(newton: Newton, state: State, i: number, scale: number, moving: number): void {
  const { n, hessians, gradient, stake } = state;
  const { free, count, share, columns, place, system, shift, steep, vector } = newton;
  const size = count[i];
  const row = i * n;
  for (let k = 0; k < size; k++) vector[k] = gradient[row + free[row + k]];
  solveRow(newton, n, i, vector);
  for (let k = 0; k < size; k++) {
    const at = place[free[row + k]];
    shift[at] += (stake[i] * vector[k]) / n;
    system[at * moving + at] -= 1 / n;
    for (let l = 0; l < size; l++) system[at * moving + place[free[row + l]]] += share[row + k] / n;
  }
  for (let column = 0, next = 0; column < moving; column++) {
    const l = columns[column];
    if (next < size && free[row + next] === l) {
      next++;
      continue;
    }
    if (steep[l] === 0) continue;
    for (let k = 0; k < size; k++) {
      const j = free[row + k];
      vector[k] = scale * steep[j] * hessians[(row + j) * n + l] * steep[l];
    }
    solveRow(newton, n, i, vector);
    for (let k = 0; k < size; k++) {
      system[place[free[row + k]] * moving + column] += (stake[i] * vector[k]) / n;
    }
  }
}

/** δw_i for the δμ in `shift`. */
function changeRow(newton: Newton, state: State, i: number, scale: number, moving: number): void {
  const { n, hessians, gradient } = state;
  const { change, free, count, columns, shift, steep, bend, vector } = newton;
  const row = i * n;
  for (let k = 0; k < count[i]; k++) {
    const j = free[row + k];
    let value = gradient[row + j];
    for (let column = 0; column < moving; column++) {
      const l = columns[column];
      const bent = j === l ? bend[j] : 0;
      value -= (scale * steep[j] * hessians[(row + j) * n + l] * steep[l] + bent) * shift[column];
    }
    vector[k] = value;
  }
  solveRow(newton, n, i, vector);
  for (let k = 0; k < count[i]; k++) change[row + free[row + k]] = vector[k];
}

/**
 * δW of one Newton step on the free weights, from the state's weights, mask, pressure and gradient.
 *
 * @returns the step's cost in multiplications, and whether there is a step
 */
export function newtonStep(newton: Newton, state: State): { found: boolean; cost: number } {
  const { n } = state;
  const { change, count, system, shift } = newton;
  const moving = listFree(newton, state);
  change.fill(0);
  system.fill(0);
  shift.fill(0);
  for (let at = 0; at < moving; at++) system[at * moving + at] = 1;
  let cost = 0;
  for (let i = 0; i < n; i++) {
    if (count[i] === 0) continue;
    const size = count[i];
    // Factor; solves for F, q and each column outside A_i, then once more for δw_i.
    cost += size ** 3 / 6 + size * size * (3 + moving - size) + size * moving;
    const scale = curvature(newton, state, i);
    if (!factoriseRow(newton, state, i, scale)) return { found: false, cost };
    addRow(newton, state, i, scale, moving);
  }
  cost += moving ** 3 / 3;
  if (!eliminate(moving, system, shift)) return { found: false, cost };
  for (let i = 0; i < n; i++) {
    if (count[i] > 0) changeRow(newton, state, i, curvature(newton, state, i), moving);
  }
  return { found: true, cost };
}
