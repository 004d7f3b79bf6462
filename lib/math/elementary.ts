/*
 * Exponential, logarithm, sine and cosine by additions, products and quotients alone, which every engine rounds alike:
 * the functions of Math differ by a unit in the last place between engines (of 20,000 exponentials, Node 20 and Chromium
 * 156 give one in ten differently), and a seed would no longer decide every bit.
 *
 * Algorithms and coefficients are those of fdlibm (Sun Microsystems 1993, e_exp.c, e_log.c, k_sin.c, k_cos.c,
 * e_rem_pio2.c), whose error is below one unit in the last place.
 */

const LN2_HIGH = 6.9314718036912382e-1;
const LN2_LOW = 1.9082149292705877e-10;
const LARGEST_LOG = 709.782712893384;
const SMALLEST_LOG = -745.1332191019411;

/** 2^k at k + 1074, for all k of a float64. */
const POWERS = new Float64Array(2098);
for (let at = 0, power = 2 ** -1074; at < POWERS.length; at++, power *= 2) POWERS[at] = power;

/** eˣ. */
export function exp(x: number): number {
  if (!(x < LARGEST_LOG)) return x > LARGEST_LOG ? Infinity : x === LARGEST_LOG ? expOf(x) : x;
  return x < SMALLEST_LOG ? 0 : expOf(x);
}

function expOf(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -28) return 1 + x;
  let k = 0;
  let high = x;
  let low = 0;
  if (size > 0.5 * Math.LN2) {
    k = Math.trunc(1.4426950408889634 * x + (x < 0 ? -0.5 : 0.5));
    high = x - k * LN2_HIGH;
    low = k * LN2_LOW;
  }
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.6666666666666602e-1 +
        t *
          (-2.7777777777015593e-3 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  if (k === 0) return 1 - ((r * c) / (c - 2) - r);
  const y = 1 - (low - (r * c) / (2 - c) - high);
  if (k === 1024) return y * 2 * 2 ** 1023;
  // Below the normal numbers the last product rounds.
  return k >= -1021 ? y * POWERS[k + 1074] : y * POWERS[k + 1074 + 1000] * 2 ** -1000;
}

const held = new Float64Array(1);
/** The low and the high word of `held`: WebAssembly, and so every engine, is little-endian. */
const words = new Int32Array(held.buffer);

/** ln x = k ln 2 + ln(1 + f), with √½ < 1 + f < √2. */
export function log(x: number): number {
  place[0] = x;
  logAt(place, 0);
  return place[0];
}

const place = new Float64Array(1);

/** Replaces the number at a place by its logarithm: many calls make no number objects. */
export function logAt(values: Float64Array, at: number): void {
  const x = values[at];
  if (!(x > 0)) values[at] = x === 0 ? -Infinity : NaN;
  else if (x < 2 ** -1022) {
    values[at] = x * 2 ** 54;
    logOf(values, at, -54);
  } else if (x < Infinity) logOf(values, at, 0);
}

/** Replaces a normal number x by ln x + shift ln 2. */
function logOf(values: Float64Array, at: number, shift: number): void {
  const x = values[at];
  held[0] = x;
  const high = words[1];
  const fraction = high & 0xfffff;
  const power = (high >> 20) - 1023 + ((fraction + 0x95f64) >> 20);
  // A product by a power of two is exact, and sooner than words written back.
  const f = x * POWERS[1074 - power] - 1;
  const k = power + shift;
  if ((0xfffff & (2 + fraction)) < 3) {
    const rest = f * f * (0.5 - f / 3);
    values[at] = k * LN2_HIGH - (rest - k * LN2_LOW - f);
    return;
  }
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z *
    (0.6666666666666735 +
      w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const both = odd + even;
  if (((fraction - 0x6147a) | (0x6b851 - fraction)) > 0) {
    const half = 0.5 * f * f;
    values[at] = k * LN2_HIGH - (half - (s * (half + both) + k * LN2_LOW) - f);
  } else values[at] = k * LN2_HIGH - (s * (f - both) - k * LN2_LOW - f);
}

/** The largest angle whose multiple of π/2 the reduction holds exactly. */
const LARGEST_ANGLE = 1e5;

/** sin x and cos x of an angle within ±100,000; NaN beyond. */
export function sinCos(x: number): [sine: number, cosine: number] {
  point[0] = 1;
  point[1] = x;
  placeOnCircle(point, 0);
  return [point[1], point[0]];
}

const point = new Float64Array(2);

/**
 * Replaces r and x, at `at` and after it, by r cos x and r sin x, for x within ±100,000; by NaN beyond. All is one function
 * of an array, so that many calls make no number objects.
 */
export function placeOnCircle(values: Float64Array, at: number): void {
  const r = values[at];
  const x = values[at + 1];
  if (!(Math.abs(x) <= LARGEST_ANGLE)) {
    values.fill(NaN, at, at + 2);
    return;
  }
  const n = Math.round(x * 0.6366197723675814);
  // x − n π/2 as the sum of a number and its rounding error.
  const first = x - n * 1.5707963267341256;
  const second = n * 6.0771005063039659766e-11;
  const rest = first - second;
  const w = n * 2.02226624879595063154e-21 - (first - rest - second);
  const a = rest - w;
  const b = rest - a - w;
  // Sine and cosine of a + b for |a| ≤ π/4 and a small b.
  const z = a * a;
  const v = z * a;
  const s =
    8.33333333332248946124e-3 +
    z *
      (-1.98412698298579493134e-4 +
        z *
          (2.75573137070700676789e-6 +
            z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  const sine = a - (z * (0.5 * b - v * s) - b + v * 1.66666666666666324348e-1);
  const zz = z * z;
  const c =
    z *
      (4.16666666666666019037e-2 +
        z * (-1.38888888888741095749e-3 + z * 2.48015872894767294178e-5)) +
    zz *
      zz *
      (-2.75573143513906633035e-7 +
        z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11));
  const half = 0.5 * z;
  const head = 1 - half;
  const cosine = head + (1 - head - half + (z * c - a * b));
  // An odd n exchanges sine and cosine. Random quadrants would defeat the prediction of branches.
  const odd = n & 1;
  values[at + odd] = r * (cosine * (1 - (n & 2)));
  values[at + 1 - odd] = r * (sine * (1 - ((n + 1) & 2)));
}
