/*
 * One batch of a peer: its own answer f̃ = f(x, c̃), the context c of the joined answers, the loss (forward.ts) and all its
 * gradients. The own answer is the student's pass, so that one backward pass serves both.
 */
import { activations, answer, answerOf, imitatedOf, leave, leaveBytes, REQUEST, requestAt } from './answer';
import { add, copy, dot, largestNorm, scale, softmax, sumRows, tanh, tanhGradient, towards } from './elements';
import { across, affine, through, within } from './product';
import { classes, context, g, G, hidden, j, stored, temperature, u, U, V, width } from './shape';

/** Words of a joined answer; those of lib/network/engine/jobs.ts. */
export const JOINED: usize = 64;

/** The joined answer at an address. */
@unmanaged
export class Joined {
  /** f_j, [count, width]; 0 for the own answer. */
  answer: u32;
  /** Rows of the batch, [count]; 0 for all. */
  rows: u32;
  count: i32;
  /** m_ij g_j(x), [count]; 0 where all are `factor`. */
  factors: u32;
  factor: f32;
  /** J_j and its gradient, [width, context]. */
  block: u32;
  blockGradient: u32;
  /** The gradient to send, [count, width]. */
  out: u32;
  /** ∂L/∂g_j / m_ij of each row, [count], or 0. */
  gate: u32;
  /** D_j [hidden, width] and d_j [1, width] of the stand-in, and their gradients; 0 without. */
  standIn: u32;
  standInGradient: u32;
  /** The largest norm of a row of `out`, at this address. */
  norm: u32;
}

/** Bytes of scratch memory of a batch. */
export function learnBytes(rows: i32): usize {
  const numbers = rows * (7 * width + 3 * context + 2 * classes + max(width, context)) + 2 * context;
  return (<usize>(numbers + activations(rows) + rows * hidden) << 2) + leaveBytes(rows) + REQUEST + 256;
}

function size(rows: i32, columns: i32): usize {
  return (<usize>(rows * columns) << 2);
}

/** The rows of a joined answer times their factors; the answer itself where that is the same. */
function factored(one: Joined, own: usize, batch: i32, to: usize): usize {
  const all = one.rows === 0;
  const from: usize = one.answer ? <usize>one.answer : own;
  // An own answer has all rows of the batch, any other its own rows alone.
  const picks = !all && one.answer === 0;
  if (!one.factors && one.factor === 1 && !picks) return from;
  const bytes = <usize>width << 2;
  for (let row = 0; row < one.count; row++) {
    const place = picks ? load<u32>(<usize>one.rows + (<usize>row << 2)) : row;
    const factor = one.factors ? load<f32>(<usize>one.factors + (<usize>row << 2)) : one.factor;
    scale(factor, from + <usize>place * bytes, to + <usize>row * bytes, width);
  }
  return to;
}

/** y at the rows of a joined answer += x. */
function spread(one: Joined, x: usize, y: usize, columns: i32): void {
  const bytes = <usize>columns << 2;
  for (let row = 0; row < one.count; row++) {
    const place = <usize>load<u32>(<usize>one.rows + (<usize>row << 2));
    add(x + <usize>row * bytes, y + place * bytes, columns);
  }
}

/** The rows of a joined answer out of x. */
function pick(one: Joined, x: usize, to: usize, columns: i32): usize {
  if (one.rows === 0) return x;
  const bytes = <usize>columns << 2;
  for (let row = 0; row < one.count; row++) {
    const place = <usize>load<u32>(<usize>one.rows + (<usize>row << 2));
    copy(x + place * bytes, to + <usize>row * bytes, columns);
  }
  return to;
}

/** z = f G + g and its softmax minus the labels, over r, in its place; returns Σ −ln softmax(z)_y. */
function cross(values: usize, f: usize, y: usize, rows: i32, z: usize): f64 {
  affine(f, values + G, values + g, z, rows, width, classes, false);
  let sum: f64 = 0;
  const each = <f32>1 / <f32>rows;
  for (let row = 0; row < rows; row++) {
    const label = <usize>load<i32>(y + (<usize>row << 2)) << 2;
    const chosen = <f64>f32.load(z + label);
    sum += softmax(z, z, classes, 1) - chosen;
    f32.store(z + label, f32.load(z + label) - 1);
    scale(each, z, z, classes);
    z += <usize>classes << 2;
  }
  return sum;
}

/** Stores T_d (softmax(c̃ / T_d) − softmax(c / T_d)) / r in `to`; returns Σ KL(softmax(c / T_d) ‖ softmax(c̃ / T_d)). */
function distil(c: usize, imitated: usize, rows: i32, to: usize, taught: usize): f64 {
  let sum: f64 = 0;
  const each = temperature / <f32>rows;
  for (let row = 0; row < rows; row++) {
    const ofTaught = softmax(c, taught, context, temperature);
    const ofCopied = softmax(imitated, to, context, temperature);
    const difference = towards(each, taught, to, c, imitated, context);
    sum += difference / <f64>temperature - ofTaught + ofCopied;
    c += <usize>context << 2;
    imitated += <usize>context << 2;
    to += <usize>context << 2;
  }
  return sum;
}

/** Adds the gradients of a stand-in D_j, d_j of the answer f of some rows, from s: e = (f̃ − f)(1 − f̃²) / (r · width). */
function standInGradients(one: Joined, s: usize, batch: i32, scratch: usize): void {
  const imagined = pick(one, s, scratch, hidden);
  const answers = scratch + size(batch, hidden);
  const parameters = <usize>one.standIn;
  const matrix = size(stored, width);
  affine(imagined, parameters, parameters + matrix, answers, one.count, hidden, width, false);
  tanh(answers, answers, one.count * width);
  const each = <f32>1 / <f32>(batch * width);
  for (let k = 0; k < one.count * width; k++) {
    const at = <usize>k << 2;
    const answered = f32.load(answers + at);
    const error = answered - f32.load(<usize>one.answer + at);
    f32.store(answers + at, each * error * (<f32>1 - answered * answered));
  }
  within(imagined, answers, <usize>one.standInGradient, one.count, hidden, width);
  sumRows(answers, <usize>one.standInGradient + matrix, one.count, width);
}

/**
 * Adds the gradients of one batch and stores the gradients of its joined answers.
 *
 * @param result - five doubles: the means over rows of the loss, the student's loss and (11)
 */
export function learn(
  values: usize,
  gradient: usize,
  x: usize,
  y: usize,
  rows: i32,
  joined: usize,
  count: i32,
  result: usize,
  scratch: usize,
): void {
  const request = requestAt(scratch, 0);
  const act = scratch + REQUEST;
  request.x = <u32>x;
  request.rows = rows;
  request.act = <u32>act;
  answer(values, scratch, 1);
  const imitated = imitatedOf(act, rows);
  const own = answerOf(act, rows);
  const c = act + size(1, activations(rows));
  const dc = c + size(rows, context);
  const dImitated = dc + size(rows, context);
  const f = dImitated + size(rows, context);
  const z = f + size(rows, width);
  const zOwn = z + size(rows, classes);
  const g1 = zOwn + size(rows, classes);
  const g2 = g1 + size(rows, width);
  const part = g2 + size(rows, width);
  const block = part + size(rows, width);
  const taught = block + size(rows, max(width, context));
  const rest = taught + size(2, context);

  // c = Σ_j m_ij f_j J_j + j
  for (let row = 0; row < rows; row++) copy(values + j, c + size(row, context), context);
  for (let k = 0; k < count; k++) {
    const one = changetype<Joined>(joined + <usize>k * JOINED);
    const answers = factored(one, own, rows, part);
    if (one.rows === 0) through(answers, one.block, c, rows, width, context);
    else {
      memory.fill(block, 0, size(one.count, context));
      through(answers, one.block, block, one.count, width, context);
      spread(one, block, c, context);
    }
  }
  affine(act, values + U, values + u, f, rows, hidden, width, false);
  through(c, values + V, f, rows, context, width);
  tanh(f, f, rows * width);

  const loss = cross(values, f, y, rows, z);
  const studentLoss = cross(values, own, y, rows, zOwn);
  const divergence = distil(c, imitated, rows, dImitated, taught);
  store<f64>(result, loss / <f64>rows);
  store<f64>(result, studentLoss / <f64>rows, 8);
  store<f64>(result, <f64>temperature * <f64>temperature * (divergence / <f64>rows), 16);

  within(f, z, gradient + G, rows, width, classes);
  within(own, zOwn, gradient + G, rows, width, classes);
  sumRows(z, gradient + g, rows, classes);
  sumRows(zOwn, gradient + g, rows, classes);
  across(z, values + G, g1, rows, width, classes, false);
  tanhGradient(g1, f, g1, rows * width);
  across(zOwn, values + G, g2, rows, width, classes, false);
  within(c, g1, gradient + V, rows, context, width);
  across(g1, values + V, dc, rows, context, width, false);
  sumRows(dc, gradient + j, rows, context);

  for (let k = 0; k < count; k++) {
    const one = changetype<Joined>(joined + <usize>k * JOINED);
    const answers = factored(one, own, rows, part);
    const own_ = one.answer === 0;
    const d = pick(one, dc, block, context);
    within(answers, d, one.blockGradient, one.count, width, context);
    const out = <usize>one.out;
    across(d, one.block, out, one.count, width, context, false);
    for (let row = 0; row < one.count; row++) {
      const to = out + size(row, width);
      const place = one.rows === 0 ? row : load<u32>(<usize>one.rows + (<usize>row << 2));
      if (one.gate) {
        const from: usize = own_ ? own + size(place, width) : <usize>one.answer + size(row, width);
        store<f32>(<usize>one.gate + (<usize>row << 2), <f32>dot(to, from, width));
      }
      if (one.factors || one.factor !== 1) {
        const factor = one.factors ? load<f32>(<usize>one.factors + (<usize>row << 2)) : one.factor;
        scale(factor, to, to, width);
      }
      if (own_) add(to, g2 + size(place, width), width);
    }
    store<f64>(<usize>one.norm, largestNorm(out, one.count, width));
    if (one.standIn) standInGradients(one, act + size(rows, hidden), rows, rest);
  }
  tanhGradient(g2, own, g2, rows * width);
  within(imitated, g2, gradient + V, rows, context, width);
  across(g2, values + V, dImitated, rows, context, width, true);
  add(g2, g1, rows * width);
  leave(values, gradient, scratch, 1, g1, dImitated, rest);
}
