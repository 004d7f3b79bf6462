/*
 * The frame of every page: head, navigation, search, foot.
 */
import { versions } from '../files/version.js';
import { escapeHtml } from '../plot/output/table.js';

/** A page of the site. */
export interface Page {
  /** Its file, from the site's folder. */
  readonly path: string;
  readonly title: string;
  readonly about: string;
  /** The navigation's entry that it belongs to. */
  readonly part: string;
  /** The content of `main`. */
  readonly body: string;
  /** `text` for a column of text. */
  readonly kind?: 'text';
  /** Scripts of the site's `assets`, in order. */
  readonly scripts?: readonly string[];
}

/** The entries of the navigation. */
const PARTS = [
  ['Explore', 'index.html#explore'],
  ['Notebooks', 'notebooks/index.html'],
  ['Results', 'results.html'],
  ['Differences', 'differences.html'],
  ['Guides', 'index.html#guides'],
  ['API', 'api/index.html'],
] as const;

/** The way from a page to the site's folder. */
export function upFrom(path: string): string {
  return '../'.repeat(path.split('/').length - 1);
}

/** The text of a page. */
export function pageText({ path, title, about, part, body, kind, scripts = [] }: Page): string {
  const up = upFrom(path);
  const links = PARTS.map(
    ([name, to]) =>
      `<a href="${up}${to}"${name === part ? ' aria-current="true"' : ''}>${name}</a>`,
  );
  const loaded = scripts.map((name) => `<script src="${up}assets/${name}" defer></script>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${escapeHtml(about)}">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)} · BitTensor Workbench</title>
<link rel="stylesheet" href="${up}assets/style.css">
${loaded.join('\n')}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="site"><div class="bar">
<a class="name" href="${up}index.html">BitTensor Workbench</a>
<nav aria-label="Site">${links.join('')}</nav>
<form role="search" action="${up}search.html"><input type="search" name="q" aria-label="Search" placeholder="Search"></form>
</div></header>
<main id="main"${kind === 'text' ? ' class="text"' : ''}>
${body}
</main>
<footer class="site"><div class="bar">bittensor-workbench ${escapeHtml(versions().workbench)} · Every figure recomputes in this page; nothing is fetched.</div></footer>
</body>
</html>
`;
}
