import { defineHessians } from './ensemble.js';

export const planted = defineHessians({
  name: 'planted',
  about:
    'D A Aᵀ D with A ~ U(0, 1)ⁿˣⁿ and D = diag(√q), q ~ Exp(1) shared by all peers, scaled like uniform: some peers matter to all',
  entry: (stream) => stream.uniform(),
  importance: (peers, stream) =>
    Float64Array.from({ length: peers }, () => Math.sqrt(stream.exponential())),
  scale: 'sum',
});
