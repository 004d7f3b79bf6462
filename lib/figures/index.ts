export { draw, type AnyResult } from './draw.js';
export { drawChoices } from './choices.js';
export { drawFigure4 } from './figure4.js';
export { drawFigure5 } from './figure5.js';
export { drawRegret } from './regret.js';
export { drawScaling } from './scaling.js';
export { formatCell, toPage, type Section } from './page.js';
export { toSvg } from './svg.js';
export { type Figure, type Layout, type Trace } from './figure.js';
