export { drawAdaptation, type AdaptationFrame } from './adaptation.js';
export { drawDescent } from './descent.js';
export { drawDifferences, type DifferenceError } from './differences.js';
export { drawPayoff, type PayoffEdge } from './payoff.js';
export { drawPeerRegret } from './peerRegret.js';
export { drawRankScatter, type RankFrame, type RankScatter } from './rankScatter.js';
export { drawStability } from './stability.js';
export { draw, type AnyResult } from './draw.js';
export { drawAnarchy } from './anarchy.js';
export { drawAttacks } from './attacks.js';
export { drawChoices } from './choices.js';
export { drawDetection } from './detection.js';
export { drawFigure4 } from './figure4.js';
export { drawFigure5 } from './figure5.js';
export { drawMechanisms } from './mechanisms.js';
export { drawMechanismTimes } from './mechanismTimes.js';
export { drawRegret } from './regret.js';
export { drawScale } from './scale.js';
export { drawScaling } from './scaling.js';
export { drawSybils } from './sybils.js';
export { toPage, type Section } from './page.js';
export { formatCell } from './table.js';
export { toSvg } from './svg.js';
export { type Figure, type Layout, type Trace } from './figure.js';
export { drawBoundedUpdates, drawCheaters } from './weights.js';
export { drawJointRemoval, drawRemoval, type LabelledMarket } from './ideal.js';
export { drawLines, type Line, type LinePanel, type LinesOptions } from './lines.js';
export {
  drawLossGradient,
  drawMask,
  drawSigmoid,
  drawUnderweighting,
  type TemperatureSlider,
} from './mask.js';
export { drawMatrices, type LabelledMatrix, type MatricesOptions } from './heatmap.js';
export {
  drawCooling,
  drawMinted,
  drawNewcomers,
  drawStakeBlocks,
  drawStakeShares,
  type LabelledHistory,
} from './stake.js';
export {
  drawPeerBars,
  type PeerBarsOptions,
  type PeerValues,
  type PeerValuesStep,
} from './ranks.js';
export { drawRanking } from './ranking.js';
export { type MarketFigureOptions, type Varied } from './marketCaption.js';
export { withSlider, type Slider } from './slider.js';
export * from './trained/index.js';
