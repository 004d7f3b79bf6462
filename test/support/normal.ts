/** Φ by its series, to double precision for |z| below 8. */
export function normal(z: number): number {
  if (Math.abs(z) > 8) return z > 0 ? 1 : 0;
  let [sum, term] = [z, z];
  for (let m = 1; m < 300; m++) {
    term *= (z * z) / (2 * m + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}
