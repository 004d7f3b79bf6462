import { type Trace } from '../figure.js';
import { type Panel } from '../theme.js';

/** From nothing to everything; most of it for small weights, where rows of many peers live. */
const SCALE = [
  [0, '#ffffff'],
  [0.1, '#d3e6f3'],
  [0.3, '#7fbce0'],
  [0.6, '#2d86bd'],
  [1, '#08306b'],
];

/** Weights, [n, n] row-major, as a heatmap with peer 0 in the upper left corner; see {@link weightAxes}. */
export function weightMap(weights: Float64Array, axes: { xaxis: string; yaxis: string }): Trace {
  const n = Math.sqrt(weights.length);
  return {
    type: 'heatmap',
    z: Array.from({ length: n }, (_, i) => Array.from(weights.subarray(i * n, (i + 1) * n))),
    zmin: 0,
    zmax: 1,
    colorscale: SCALE,
    showscale: false,
    xgap: 1,
    ygap: 1,
    hovertemplate: 'peer %{y} gives peer %{x}<br>w = %{z:.4f}<extra></extra>',
    ...axes,
  };
}

/** The axes of {@link weightMap}. */
export function weightAxes(n: number): Pick<Panel, 'x' | 'y'> {
  const ends = { dtick: Math.ceil(n / 10), showgrid: false };
  return {
    x: { title: 'to peer j', range: [-0.5, n - 0.5], ...ends },
    y: { title: 'from peer i', range: [n - 0.5, -0.5], ...ends },
  };
}
