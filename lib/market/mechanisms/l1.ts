/*
 * The paper's rank (5), paid by ‖R‖₁, which mints exactly τ a block.
 */
import { defineMechanism } from './mechanism.js';
import { rankRule } from './paper.js';

export const l1 = defineMechanism({
  name: 'l1',
  title: 'the paper’s, ‖R‖₁',
  about: 'the rank (5), paid by ‖R‖₁: mints τ a block',
  norm: 'l1',
  ...rankRule,
});
