/*
 * A TypeDoc plugin: pages have landmarks, and levels of headings that rise by one, as the checks of axe ask. A heading
 * keeps its tag, since style sheets know it.
 */
import { PageEvent } from 'typedoc';

const LANDMARKS = [
  ['<div class="col-content">', '<main class="col-content">'],
  [
    '</div>\n<div class="col-sidebar">',
    '</main>\n<aside class="col-sidebar" aria-label="Contents">',
  ],
  ['</div></div></div><footer>', '</div></aside></div><footer>'],
];

/** The page of a template of TypeDoc, legible by screen readers. */
export function accessible(page) {
  let text = page;
  for (const [from, to] of LANDMARKS) {
    if (!text.includes(from)) throw new Error(`apiAccess: a page must contain ${from}`);
    text = text.replace(from, to);
  }
  let last = 0;
  return text.replace(/<h([1-6])(?=[ >])/g, (tag, number) => {
    const level = Math.min(Number(number), last + 1);
    last = level;
    return level === Number(number) ? tag : `${tag} aria-level="${level}"`;
  });
}

export function load(app) {
  app.renderer.on(PageEvent.END, (page) => {
    if (page.contents && page.filename.endsWith('.html')) page.contents = accessible(page.contents);
  });
}
