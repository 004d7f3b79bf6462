export { randomMeasurements, type Measurements } from './measurements.js';
export { simulateCopiers, type CopierOptions, type CopierPay } from './simulate.js';
