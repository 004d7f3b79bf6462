/*
 * A peer: random Fourier features (Rahimi and Recht 2007), whose inner products approximate a Gaussian kernel. It has no
 * data and does not learn, and is worth to the others what its features are worth to them.
 *
 *   f(x) = √(2/width) cos(x P/ℓ + p),   P ~ N(0, 1/inputs),   p ~ U(0, 2π)
 */
import { definePeer } from 'bittensor-workbench';

const LENGTH = 0.5;

export const fourier = definePeer({
  name: 'fourier',
  title: 'Fourier features',
  about: 'random Fourier features of a Gaussian kernel, which do not learn',
  create: ({ inputs, width, stream }) => {
    const scale = 1 / (LENGTH * Math.sqrt(inputs));
    const matrix = Float32Array.from({ length: inputs * width }, () => scale * stream.normal());
    const phase = Float32Array.from({ length: width }, () => 2 * Math.PI * stream.uniform());
    return {
      forward: ({ rows, values }) => {
        const out = new Float32Array(rows * width);
        for (let row = 0; row < rows; row++) {
          for (let w = 0; w < width; w++) {
            let sum = phase[w];
            for (let k = 0; k < inputs; k++)
              sum += values[row * inputs + k] * matrix[k * width + w];
            out[row * width + w] = Math.sqrt(2 / width) * Math.cos(sum);
          }
        }
        return { rows, columns: width, values: out };
      },
    };
  },
});
