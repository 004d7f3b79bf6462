/*
 * One half of a product gate: scores of its m keys from its half q of the query (Lample et al. 2019, §3.1), with noise
 * of learned size on each key, as Shazeer et al. 2017 (4) have it on each expert.
 *
 *   s_a = q · K_a + ε_a σ_a,   σ_a = softplus(q · N_a) / √2,   ε_a ~ N(0, 1)
 *
 * √2 gives the sum of two halves the variance of a single noise of size softplus. A score costs O(h), all cost O(m h).
 *
 *   ∂s_a/∂K_a = q,   ∂s_a/∂N_a = ε_a q σ'_a,   σ'_a = 1 / (√2 (1 + e^(−q · N_a)))
 */
import { type RandomStream } from '../../math/random.js';

/** K and N of a half, [m, h] each. */
export interface Keys {
  readonly centres: Float32Array;
  readonly spreads: Float32Array;
}

/** Scores of the m keys of a half for a batch of rows. */
export interface HalfScores {
  /** m. */
  readonly keys: number;
  /** q · K_a, [rows, m]. */
  readonly clean: Float64Array;
  /** σ_a, [rows, m]; empty without noise. */
  readonly spread: Float64Array;
  /** σ'_a, the derivative of σ_a in q · N_a, [rows, m]; empty without noise. */
  readonly slope: Float64Array;
  /** ε_a, [rows, m]; empty without noise. */
  readonly noise: Float64Array;
  /** s_a, [rows, m]. */
  readonly noisy: Float64Array;
}

/** The scores of a half's keys; with noise where `stream` is given. */
export function scoresOf(
  query: Float64Array,
  { centres, spreads }: Keys,
  width: number,
  stream?: RandomStream,
): HalfScores {
  const keys = centres.length / width;
  const clean = productWith(query, centres, width);
  if (!stream) {
    const none = new Float64Array();
    return { keys, clean, spread: none, slope: none, noise: none, noisy: clean };
  }
  const raw = productWith(query, spreads, width);
  const noise = stream.normals(raw.length);
  const [spread, slope, noisy] = [0, 1, 2].map(() => new Float64Array(raw.length));
  for (let at = 0; at < raw.length; at++) {
    const value = raw[at];
    // Beyond 30, softplus is its argument to the last bit.
    const power = Math.exp(Math.min(value, 30));
    const size = Math.SQRT1_2 * (value > 30 ? value : Math.log1p(power));
    spread[at] = size;
    slope[at] = (Math.SQRT1_2 * power) / (1 + power);
    noisy[at] = clean[at] + noise[at] * size;
  }
  return { keys, clean, spread, slope, noise, noisy };
}

/** q · K_a of every row and key, [rows, m]: four rows at a time, the last in place of those beyond it. */
function productWith(query: Float64Array, matrix: Float32Array, width: number): Float64Array {
  const keys = matrix.length / width;
  const out = new Float64Array((query.length / width) * keys);
  const last = query.length - width;
  for (let a = 0; a <= last; a += 4 * width) {
    const b = Math.min(a + width, last);
    const c = Math.min(b + width, last);
    const d = Math.min(c + width, last);
    for (let key = 0; key < keys; key++) {
      const from = key * width;
      let [ofA, ofB, ofC, ofD] = [0, 0, 0, 0];
      for (let k = 0; k < width; k++) {
        const value = matrix[from + k];
        ofA += query[a + k] * value;
        ofB += query[b + k] * value;
        ofC += query[c + k] * value;
        ofD += query[d + k] * value;
      }
      out[(a / width) * keys + key] = ofA;
      out[(b / width) * keys + key] = ofB;
      out[(c / width) * keys + key] = ofC;
      out[(d / width) * keys + key] = ofD;
    }
  }
  return out;
}

/** Gradients in the arguments of a half's scores, [rows, m] each. */
export interface HalfGradient {
  /** ∂L/∂(q · K_a). */
  readonly clean: Float64Array;
  /** ∂L/∂(q · N_a); empty without noise. */
  readonly raw: Float64Array;
}

/** ∂L/∂(q · K_a) and ∂L/∂(q · N_a) from ∂L/∂s_a, [rows, m]. */
export function halfGradient({ slope, noise }: HalfScores, gradient: Float64Array): HalfGradient {
  const raw = new Float64Array(slope.length);
  for (let at = 0; at < raw.length; at++) {
    // Most keys of a row are of no chosen peer.
    if (gradient[at] !== 0) raw[at] = gradient[at] * noise[at] * slope[at];
  }
  return { clean: gradient, raw };
}

/**
 * Adds a half's gradients to those of its keys.
 *
 * @returns ∂L/∂q, [rows, h]
 */
export function addKeyGradient(
  query: Float64Array,
  { centres, spreads }: Keys,
  { clean, raw }: HalfGradient,
  width: number,
  sum: Keys,
): Float64Array {
  const out = new Float64Array(query.length);
  const { centres: ofCentres, spreads: ofSpreads } = sum;
  const noisy = raw.length > 0;
  for (let start = 0, at = 0; start < query.length; start += width) {
    for (let from = 0; from < centres.length; from += width, at++) {
      const change = clean[at];
      const rawChange = noisy ? raw[at] : 0;
      if (change === 0 && rawChange === 0) continue;
      for (let k = 0; k < width; k++) {
        const q = query[start + k];
        ofCentres[from + k] += change * q;
        ofSpreads[from + k] += rawChange * q;
        out[start + k] += change * centres[from + k] + rawChange * spreads[from + k];
      }
    }
  }
  return out;
}
