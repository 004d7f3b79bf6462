/*
 * Hessians of rank two: the work of all peers is made of two skills, in which every peer is more or less good, so that
 * peers with the same skill can replace each other.
 *
 *   H_i = D A Aᵀ D,  A ~ U(0, 1)ⁿˣ²,  D = diag(√q), q ~ Exp(1) shared by all peers,  scaled so that 1ᵀH1 = 1
 */
import { defineHessians } from 'bittensor-workbench';

export const skills = defineHessians({
  name: 'skills',
  about: 'rank two: A ~ U(0, 1) with two columns, rows scaled by the importance that peers share',
  entry: (stream) => stream.uniform(),
  columns: (peers) => Math.min(2, peers),
  importance: (peers, stream) =>
    Float64Array.from({ length: peers }, () => Math.sqrt(stream.exponential())),
  scale: 'sum',
});
