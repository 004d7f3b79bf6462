import { defineHessians } from './ensemble.js';

export const diagonal = defineHessians({
  name: 'diagonal',
  about:
    'diagonal matrices with entries Exp(1), scaled so that 1ᵀH1 = 1: no input interacts with another, as (2) assumes',
  entry: (stream) => Math.sqrt(stream.exponential()),
  form: 'diagonal',
  scale: 'sum',
});
