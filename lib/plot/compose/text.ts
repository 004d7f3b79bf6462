/*
 * Widths of texts, and lines that fit a width. Marks such as `<b>` have no width.
 */

/** The marks that Plotly draws, the sizes of letters that the layout writes, and the end of a text on hovering. */
export const MARK =
  /<\/?(?:b|i|s|u|em|sub|sup|span|extra)>|<br ?\/?>|<span style="font-size:\d+px">/gi;

/** The width of a text of a font size, in pixels. */
export type Measure = (text: string, size: number) => number;

/** A text without marks such as `<b>`. */
export function plain(text: string): string {
  return text.replace(MARK, '').replaceAll('&lt;', '<');
}

/** The width of a text in the widest of the common fonts without serifs, by classes of letters. */
export function textWidth(text: string, size: number): number {
  let width = 0;
  for (const letter of plain(text)) {
    if (/[iljtfrI.,:;'’()[\]|! ]/.test(letter)) width += 0.36;
    else if (/[A-ZmwMWΣΩ%→↑≤≥−=+]/.test(letter)) width += 0.86;
    else width += 0.635;
  }
  return width * size;
}

/** A text in lines of at most `most` pixels; a longer word has a line to itself. */
export function wrap(text: string, most: number, size: number, measure: Measure): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && measure(longer, size) > most) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}

/** The widest of several texts, in pixels. */
export function widest(texts: readonly string[], size: number, measure: Measure): number {
  return Math.max(0, ...texts.map((text) => measure(text, size)));
}
