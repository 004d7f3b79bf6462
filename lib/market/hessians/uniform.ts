import { defineHessians } from './ensemble.js';

export const uniform = defineHessians({
  name: 'uniform',
  about: 'A Aᵀ with A ~ U(0, 1)ⁿˣⁿ, scaled so that 1ᵀH1 = 1: masking every input costs 1',
  entry: (stream) => stream.uniform(),
  scale: 'sum',
});
