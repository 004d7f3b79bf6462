/*
 * The answer of a peer and the gradients of its layers (lib/network/model/layout.ts, backward.ts):
 *
 *   h = relu(x E + e),  s = relu(x A + a),  c̃ = s B + b,  f = tanh(h U + c̃ V + u)
 *
 * The activations of r rows lie one after the other: h [r, hidden], s [r, hidden], c̃ [r, context], f [r, width], and the
 * embedded x, [r, entering], where x holds codes.
 */
import { sumRows, tanh, tanhGradient } from './elements';
import { across, affine, through, within } from './product';
import {
  a,
  A,
  B,
  b,
  context,
  e,
  E,
  EMBEDDING,
  entering,
  hidden,
  inputs,
  M,
  stored,
  symbols,
  U,
  u,
  V,
  width,
} from './shape';

/** Addresses within the activations of `rows` rows. */
export function imaginedOf(act: usize, rows: i32): usize {
  return act + (<usize>(rows * hidden) << 2);
}
export function imitatedOf(act: usize, rows: i32): usize {
  return act + (<usize>(rows * 2 * hidden) << 2);
}
export function answerOf(act: usize, rows: i32): usize {
  return act + (<usize>(rows * (2 * hidden + context)) << 2);
}
function embeddedOf(act: usize, rows: i32): usize {
  return act + (<usize>(rows * (2 * hidden + context + width)) << 2);
}
/** Numbers of the activations of `rows` rows. */
export function activations(rows: i32): i32 {
  return rows * (2 * hidden + context + width + (symbols > 0 ? entering : 0));
}
/** What enters the first layers: x, or its embedding. */
export function enteringOf(x: usize, act: usize, rows: i32): usize {
  return symbols > 0 ? embeddedOf(act, rows) : x;
}

/** The embedding of codes, [rows, inputs · EMBEDDING]. */
function embed(values: usize, x: usize, rows: i32, to: usize): void {
  const bytes: usize = EMBEDDING << 2;
  for (let at = rows * inputs; at > 0; at--) {
    const from = values + M + <usize><u32>f32.load(x) * bytes;
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    x += 4;
    to += bytes;
  }
}

/** h, s and c̃ of x. */
export function enter(values: usize, x: usize, rows: i32, act: usize): void {
  if (symbols > 0) embed(values, x, rows, embeddedOf(act, rows));
  const from = enteringOf(x, act, rows);
  const s = imaginedOf(act, rows);
  affine(from, values + E, values + e, act, rows, entering, hidden, true, stored);
  affine(from, values + A, values + a, s, rows, entering, hidden, true, stored);
  affine(s, values + B, values + b, imitatedOf(act, rows), rows, hidden, context, false);
}

/** f of x. */
export function answer(values: usize, x: usize, rows: i32, act: usize): void {
  enter(values, x, rows, act);
  const f = answerOf(act, rows);
  affine(act, values + U, values + u, f, rows, hidden, width, false);
  through(imitatedOf(act, rows), values + V, f, rows, context, width);
  tanh(f, f, rows * width);
}

/** Adds the gradient of the embedding: the sum over the places of each symbol. */
function addEmbedding(gradient: usize, x: usize, rows: i32, dx: usize): void {
  const bytes: usize = EMBEDDING << 2;
  for (let at = rows * inputs; at > 0; at--) {
    const to = gradient + M + <usize><u32>f32.load(x) * bytes;
    v128.store(to, f32x4.add(v128.load(to), v128.load(dx)));
    v128.store(to, f32x4.add(v128.load(to, 16), v128.load(dx, 16)), 16);
    x += 4;
    dx += bytes;
  }
}

/** Bytes of scratch memory of `leave`. */
export function leaveBytes(rows: i32): usize {
  return <usize>(rows * (2 * hidden + (symbols > 0 ? entering : 0))) << 2;
}

/** Adds the gradients of U, u, E and e from g, and stores ∂h. */
function throughHidden(values: usize, gradient: usize, from: usize, rows: i32, act: usize, g: usize, dh: usize): void {
  within(act, g, gradient + U, rows, hidden, width);
  sumRows(g, gradient + u, rows, width);
  across(g, values + U, dh, rows, hidden, width, false, act);
  within(from, dh, gradient + E, rows, entering, hidden, stored);
  sumRows(dh, gradient + e, rows, hidden);
}

/** Adds the gradients of B, b, A and a from ∂c̃, and stores ∂s. */
function throughImitated(values: usize, gradient: usize, from: usize, rows: i32, act: usize, dc: usize, ds: usize): void {
  const s = imaginedOf(act, rows);
  within(s, dc, gradient + B, rows, hidden, context);
  sumRows(dc, gradient + b, rows, context);
  across(dc, values + B, ds, rows, hidden, context, false, s);
  within(from, ds, gradient + A, rows, entering, hidden, stored);
  sumRows(ds, gradient + a, rows, hidden);
}

/** Adds the gradient of V from g, and stores ∂c̃. */
function throughContext(values: usize, gradient: usize, rows: i32, act: usize, g: usize, dc: usize): void {
  within(imitatedOf(act, rows), g, gradient + V, rows, context, width);
  across(g, values + V, dc, rows, context, width, false, 0);
}

/** Adds the gradients of the first layers from g, whose product with Uᵀ is ∂h, and ∂c̃. */
export function leave(
  values: usize,
  gradient: usize,
  x: usize,
  rows: i32,
  act: usize,
  g: usize,
  dImitated: usize,
  scratch: usize,
): void {
  const from = enteringOf(x, act, rows);
  const dh = scratch;
  const ds = scratch + (<usize>(rows * hidden) << 2);
  throughHidden(values, gradient, from, rows, act, g, dh);
  throughImitated(values, gradient, from, rows, act, dImitated, ds);
  if (symbols > 0) {
    const dx = ds + (<usize>(rows * hidden) << 2);
    across(dh, values + E, dx, rows, entering, hidden, false, 0, stored);
    across(ds, values + A, dx, rows, entering, hidden, true, 0, stored);
    addEmbedding(gradient, x, rows, dx);
  }
}

/** Bytes of scratch memory of the two halves of an answer's gradients. */
export function halfBytes(rows: i32): usize {
  return <usize>(rows * (width + context + hidden)) << 2;
}

/** The half of the gradients of an answer that pass through h: U, u, E and e. Where x holds numbers. */
export function encoderGradient(
  values: usize,
  gradient: usize,
  x: usize,
  rows: i32,
  act: usize,
  df: usize,
  scratch: usize,
): void {
  const g = scratch;
  const dh = g + (<usize>(rows * width) << 2);
  tanhGradient(df, answerOf(act, rows), g, rows * width);
  throughHidden(values, gradient, x, rows, act, g, dh);
}

/** The half that passes through c̃: V, B, b, A and a. Where x holds numbers. */
export function studentGradient(
  values: usize,
  gradient: usize,
  x: usize,
  rows: i32,
  act: usize,
  df: usize,
  scratch: usize,
): void {
  const g = scratch;
  const dc = g + (<usize>(rows * width) << 2);
  const ds = dc + (<usize>(rows * context) << 2);
  tanhGradient(df, answerOf(act, rows), g, rows * width);
  throughContext(values, gradient, rows, act, g, dc);
  throughImitated(values, gradient, x, rows, act, dc, ds);
}

/** Bytes of scratch memory of `answerGradient`. */
export function answerGradientBytes(rows: i32): usize {
  return (<usize>(rows * (width + context)) << 2) + leaveBytes(rows);
}

/** Adds the gradients of an answer's layers from ∂L/∂f. */
export function answerGradient(
  values: usize,
  gradient: usize,
  x: usize,
  rows: i32,
  act: usize,
  df: usize,
  scratch: usize,
): void {
  const g = scratch;
  const dc = g + (<usize>(rows * width) << 2);
  tanhGradient(df, answerOf(act, rows), g, rows * width);
  throughContext(values, gradient, rows, act, g, dc);
  leave(values, gradient, x, rows, act, g, dc, dc + (<usize>(rows * context) << 2));
}
