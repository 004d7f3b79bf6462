export { type SearchStep } from './game.js';
export { leastPayingStake, type AttackAtShare, type LeastPayingStake } from './leastStake.js';
export { type LeastPayingStakeOptions, type SeekAttackOptions } from './options.js';
export { seekAttack, type ScriptedGain, type SoughtAttack } from './seek.js';
export { withGroupStake } from './share.js';
