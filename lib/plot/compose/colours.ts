/*
 * Colours: Okabe and Ito's palette for series, which the colour-blind can tell apart, and two scales for cells.
 */

const PALETTE = [
  '#0072B2',
  '#D55E00',
  '#009E73',
  '#CC79A7',
  '#E69F00',
  '#56B4E9',
  '#8a8a8a',
  '#F0E442',
] as const;

/** The grey of yardsticks, legible on white and on black. */
export const GREY = '#888888';

/** How many series have a colour to themselves. */
export const SERIES = PALETTE.length;

/** A colour of the palette, again from the start after the last. */
export function colourOf(index: number | 'grey'): string {
  return index === 'grey' ? GREY : PALETTE[index % SERIES];
}

/** The same colour, so transparent that lines show through. */
export function translucent(hex: string, opacity: number): string {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return `rgba(${r},${g},${b},${opacity})`;
}

/** Colour scales for cells, as Plotly takes them: white to dark blue, and blue over white to vermilion. */
export const SCALES = {
  sequential: [
    [0, '#ffffff'],
    [0.1, '#d3e6f3'],
    [0.3, '#7fbce0'],
    [0.6, '#2d86bd'],
    [1, '#08306b'],
  ],
  diverging: [
    [0, '#0072B2'],
    [0.5, '#ffffff'],
    [1, '#D55E00'],
  ],
} as const;
