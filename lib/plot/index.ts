export * from './compose/index.js';
export { type MarketFigureOptions, type Varied } from './caption.js';
export { type Figure, type Layout, type Trace } from './figure.js';
export { plotAdaptation, type AdaptationFrame } from './market/adaptation.js';
export { plotDescent } from './market/descent.js';
export { plotDifferences, type DifferenceError } from './market/differences.js';
export { plotLines, type Line, type LinePanel, type LinesOptions } from './market/lines.js';
export {
  plotLossGradient,
  plotMask,
  plotSigmoid,
  plotUnderweighting,
  type TemperatureSlider,
} from './market/mask.js';
export { plotMatrices, type LabelledMatrix, type MatricesOptions } from './market/matrices.js';
export { plotPayoff, type PayoffEdge } from './market/payoff.js';
export {
  plotPeerBars,
  type PeerBarsOptions,
  type PeerValues,
  type PeerValuesStep,
} from './market/peerBars.js';
export { plotPeerRegret } from './market/peerRegret.js';
export { plotRanking } from './market/ranking.js';
export { plotRankScatter, type RankFrame, type RankScatter } from './market/rankScatter.js';
export { plotJointRemoval, plotRemoval, type LabelledMarket } from './market/removal.js';
export {
  plotCooling,
  plotMinted,
  plotNewcomers,
  plotStakeBlocks,
  plotStakeShares,
  type LabelledHistory,
} from './market/stake.js';
export { plotBoundedUpdates, plotCheaters } from './market/weights.js';
export * from './network/index.js';
export * from './posted/index.js';
export { toPage, type Section } from './output/page.js';
export { toSvg, type SvgOptions } from './output/svg.js';
export { formatCell } from './output/table.js';
