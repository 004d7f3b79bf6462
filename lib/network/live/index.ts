export { CHOOSERS, type Chooser } from './choose.js';
export { runLiveMarket, type LiveBlock, type LiveMarketOptions } from './liveMarket.js';
export { networkPayoffGradient, type PayoffOptions } from './payoff.js';
