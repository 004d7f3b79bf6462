export {
  simulateCoalition,
  type CoalitionOptions,
  type CoalitionOutcome,
  type CoalitionPay,
} from './simulate.js';
