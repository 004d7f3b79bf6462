/** Small parameters of every study of markets. */
export const QUICK = ['--networks', '3', '--peers', '4'];
const BLOCKS = ['--attackers', '2', '--blocks', '20', '--checkpoints', '3'];

/** The studies of self-interested and dishonest peers, small, without their networks. */
export const QUICK_STRATEGIC = [
  ['anarchy', '--starts', '2', '--max-steps', '50', '--temperatures', '1'],
  ['attacks', ...BLOCKS, '--shares', '0.2,0.5', '--ratios', '1,25', '--attacks', 'honest,cabal'],
  ['sybils', '--identities', '0,2', '--max-steps', '50'],
  ['invariance', '--factors', '2', '--newcomers', '1', '--steps', '20'],
  ['mechanisms', ...BLOCKS, '--share', '0.4', '--stake-unit', 'mean'],
  ['detection', '--attackers', '1', '--blocks', '20', '--batches', '3,30', '--own-batches', '30'],
];
