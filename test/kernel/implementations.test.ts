import { descend } from '../../lib/market/index.js';
import { Kernel } from '../../lib/kernel/index.js';
import { describeDescent } from '../support/descentSuite.js';

const kernel = new Kernel();

describeDescent('the readable definition', descend, { relative: 1e-8, stepsApart: 0 });
describeDescent('the kernel', (market, options) => kernel.descend(market, options), {
  relative: 1e-7,
  stepsApart: 1,
});
