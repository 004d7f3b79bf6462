/*
 * The answer of a peer and the gradients of its layers (lib/network/model/layout.ts, backward.ts):
 *
 *   h = relu(x E + e),  s = relu(x A + a),  c̃ = s B + b,  f = tanh(h U + c̃ V + u)
 *
 * The activations of r rows lie one after the other: h [r, hidden], s [r, hidden], c̃ [r, context], f [r, width], and the
 * embedded x, [r, entering], where x holds codes.
 */
import { sumRows, tanh, tanhGradient } from './elements';
import { across, acrossParts, affineParts, part, throughParts, withinParts } from './product';
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

/** Words of a request; those of lib/network/engine/jobs.ts. */
export const REQUEST: usize = 32;

/** A request to a peer, with what answers it, or with the gradient that came back. */
@unmanaged
export class Request {
  x: u32;
  rows: i32;
  act: u32;
  /** ∂L/∂f, [rows, width]. */
  df: u32;
  /** The largest norm of a row of the answer, at this address. */
  norm: u32;
}

// @ts-ignore: decorator
@inline
export function requestAt(list: usize, k: i32): Request {
  return changetype<Request>(list + <usize>k * REQUEST);
}

/** Rows of all requests. */
export function rowsOfAll(list: usize, count: i32): i32 {
  let rows = 0;
  for (let k = 0; k < count; k++) rows += requestAt(list, k).rows;
  return rows;
}

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

// @ts-ignore: decorator
@inline
function entersOf(one: Request): usize {
  return enteringOf(one.x, one.act, one.rows);
}

/** The distance of `rows` rows of `columns` numbers, in bytes. */
// @ts-ignore: decorator
@inline
function size(rows: i32, columns: i32): usize {
  return (<usize>(rows * columns)) << 2;
}

/** f of each x. */
export function answer(values: usize, list: usize, count: i32): void {
  for (let k = 0; k < count; k++) {
    const one = requestAt(list, k);
    if (symbols > 0) embed(values, one.x, one.rows, embeddedOf(one.act, one.rows));
    part(entersOf(one), one.act, one.rows);
  }
  affineParts(values + E, values + e, entering, hidden, true, stored);
  for (let k = 0; k < count; k++) {
    const one = requestAt(list, k);
    part(entersOf(one), imaginedOf(one.act, one.rows), one.rows);
  }
  affineParts(values + A, values + a, entering, hidden, true, stored);
  for (let k = 0; k < count; k++) {
    const one = requestAt(list, k);
    part(imaginedOf(one.act, one.rows), imitatedOf(one.act, one.rows), one.rows);
  }
  affineParts(values + B, values + b, hidden, context, false);
  for (let k = 0; k < count; k++) {
    const one = requestAt(list, k);
    part(one.act, answerOf(one.act, one.rows), one.rows);
  }
  affineParts(values + U, values + u, hidden, width, false);
  for (let k = 0; k < count; k++) {
    const one = requestAt(list, k);
    part(imitatedOf(one.act, one.rows), answerOf(one.act, one.rows), one.rows);
  }
  throughParts(values + V, context, width);
  for (let k = 0; k < count; k++) {
    const one = requestAt(list, k);
    const f = answerOf(one.act, one.rows);
    tanh(f, f, one.rows * width);
  }
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

/**
 * Adds the gradients of two layers from ∂ of the second's results, [all rows, columns], one request after the other, and
 * stores those of the units between them likewise: U, u, E and e through h, or B, b, A and a through s where `imagines`.
 */
function throughUnits(values: usize, gradient: usize, list: usize, count: i32, imagines: bool, d: usize, dUnits: usize): void {
  const columns = imagines ? context : width;
  const second = imagines ? B : U;
  const first = imagines ? A : E;
  let row = 0;
  for (let k = 0; k < count; k++) {
    const one = requestAt(list, k);
    part(unitsOf(one, imagines), d + size(row, columns), one.rows);
    row += one.rows;
  }
  withinParts(gradient + second, hidden, columns);
  sumRows(d, gradient + (imagines ? b : u), row, columns);
  row = 0;
  for (let k = 0; k < count; k++) {
    const one = requestAt(list, k);
    part(d + size(row, columns), dUnits + size(row, hidden), one.rows, unitsOf(one, imagines));
    row += one.rows;
  }
  acrossParts(values + second, hidden, columns, false, true);
  row = 0;
  for (let k = 0; k < count; k++) {
    const one = requestAt(list, k);
    part(entersOf(one), dUnits + size(row, hidden), one.rows);
    row += one.rows;
  }
  withinParts(gradient + first, entering, hidden, stored);
  sumRows(dUnits, gradient + (imagines ? a : e), row, hidden);
}

/** h, or s where `imagines`. */
// @ts-ignore: decorator
@inline
function unitsOf(one: Request, imagines: bool): usize {
  return imagines ? imaginedOf(one.act, one.rows) : <usize>one.act;
}

/** Adds the gradient of V from g, and stores ∂c̃. */
function throughContext(values: usize, gradient: usize, list: usize, count: i32, g: usize, dc: usize): void {
  let row = 0;
  for (let k = 0; k < count; k++) {
    const one = requestAt(list, k);
    part(imitatedOf(one.act, one.rows), g + size(row, width), one.rows);
    row += one.rows;
  }
  withinParts(gradient + V, context, width);
  across(g, values + V, dc, row, context, width, false);
}

/** Adds the gradients of the first layers from g, whose product with Uᵀ is ∂h, and ∂c̃, of all rows. */
export function leave(values: usize, gradient: usize, list: usize, count: i32, g: usize, dImitated: usize, scratch: usize): void {
  const rows = rowsOfAll(list, count);
  const dh = scratch;
  const ds = scratch + size(rows, hidden);
  throughUnits(values, gradient, list, count, false, g, dh);
  throughUnits(values, gradient, list, count, true, dImitated, ds);
  if (symbols > 0) {
    let dx = ds + size(rows, hidden);
    across(dh, values + E, dx, rows, entering, hidden, false, stored);
    across(ds, values + A, dx, rows, entering, hidden, true, stored);
    for (let k = 0; k < count; k++) {
      const one = requestAt(list, k);
      addEmbedding(gradient, one.x, one.rows, dx);
      dx += size(one.rows, entering);
    }
  }
}

/** Stores g = ∂L/∂f (1 − f²) of all rows; returns their number. */
function startBack(list: usize, count: i32, g: usize): i32 {
  let row = 0;
  for (let k = 0; k < count; k++) {
    const one = requestAt(list, k);
    tanhGradient(one.df, answerOf(one.act, one.rows), g + size(row, width), one.rows * width);
    row += one.rows;
  }
  return row;
}

/** Bytes of scratch memory of the two halves of the gradients of answers. */
export function halfBytes(rows: i32): usize {
  return <usize>(rows * (width + context + hidden)) << 2;
}

/** The half of the gradients of answers that pass through h: U, u, E and e. Where x holds numbers. */
export function encoderGradient(values: usize, gradient: usize, list: usize, count: i32, scratch: usize): void {
  const rows = startBack(list, count, scratch);
  throughUnits(values, gradient, list, count, false, scratch, scratch + size(rows, width));
}

/** The half that passes through c̃: V, B, b, A and a. Where x holds numbers. */
export function studentGradient(values: usize, gradient: usize, list: usize, count: i32, scratch: usize): void {
  const rows = startBack(list, count, scratch);
  const dc = scratch + size(rows, width);
  throughContext(values, gradient, list, count, scratch, dc);
  throughUnits(values, gradient, list, count, true, dc, dc + size(rows, context));
}

/** Bytes of scratch memory of `answerGradient`. */
export function answerGradientBytes(rows: i32): usize {
  return (<usize>(rows * (width + context)) << 2) + leaveBytes(rows);
}

/** Adds the gradients of the answers' layers from ∂L/∂f. */
export function answerGradient(values: usize, gradient: usize, list: usize, count: i32, scratch: usize): void {
  const rows = startBack(list, count, scratch);
  const dc = scratch + size(rows, width);
  throughContext(values, gradient, list, count, scratch, dc);
  leave(values, gradient, list, count, scratch, dc, dc + size(rows, context));
}
