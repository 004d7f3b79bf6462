export { KEY_ROWS, VALIDATOR_EVENTS, type ValidatorEvent } from './options.js';
export { type ValidatorEventOptions } from './options.js';
export { simulateValidatorEvent, type ValidatorEventPay } from './simulate.js';
