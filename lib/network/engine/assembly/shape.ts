/*
 * The dimensions of the current job's peers and the offsets of their layers, in bytes from a peer's first parameter
 * (lib/network/model/layout.ts). The words are those of lib/network/engine/shape.ts.
 */
/** Numbers or codes of a row of x. */
export let inputs: i32 = 0;
/** Symbols of the embedding; 0 where x holds numbers. */
export let symbols: i32 = 0;
/** Numbers that enter the first layers. */
export let entering: i32 = 0;
/** Hidden units that are computed. */
export let hidden: i32 = 0;
/** Hidden units that are stored: those of a smaller peer are the first, the others are zero. */
export let stored: i32 = 0;
export let width: i32 = 0;
export let context: i32 = 0;
export let classes: i32 = 0;
/** T_d of (11). */
export let temperature: f32 = 1;
export let M: usize = 0;
export let E: usize = 0;
export let e: usize = 0;
export let A: usize = 0;
export let a: usize = 0;
export let B: usize = 0;
export let b: usize = 0;
export let j: usize = 0;
export let U: usize = 0;
export let V: usize = 0;
export let u: usize = 0;
export let G: usize = 0;
export let g: usize = 0;

/** Width of the embedding of a symbol. */
export const EMBEDDING = 8;

/** Reads the shape at an address. */
export function useShape(at: usize): void {
  inputs = load<i32>(at);
  symbols = load<i32>(at, 4);
  entering = load<i32>(at, 8);
  hidden = load<i32>(at, 12);
  width = load<i32>(at, 16);
  context = load<i32>(at, 20);
  classes = load<i32>(at, 24);
  temperature = load<f32>(at, 28);
  stored = load<i32>(at, 32);
  M = <usize>load<i32>(at, 36);
  E = <usize>load<i32>(at, 40);
  e = <usize>load<i32>(at, 44);
  A = <usize>load<i32>(at, 48);
  a = <usize>load<i32>(at, 52);
  B = <usize>load<i32>(at, 56);
  b = <usize>load<i32>(at, 60);
  j = <usize>load<i32>(at, 64);
  U = <usize>load<i32>(at, 68);
  V = <usize>load<i32>(at, 72);
  u = <usize>load<i32>(at, 76);
  G = <usize>load<i32>(at, 80);
  g = <usize>load<i32>(at, 84);
}
