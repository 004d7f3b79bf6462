import { defineHessians } from './ensemble.js';

export const gaussian = defineHessians({
  name: 'gaussian',
  about: 'A Aᵀ with A ~ N(0, 1)ⁿˣⁿ, scaled to trace 1',
  entry: (stream) => stream.normal(),
  scale: 'trace',
});
