/*
 * The script of the search page.
 */
import MiniSearch, { type SearchResult } from 'minisearch';
import { element } from '../explorables/page/elements.js';
import { INDEX, type Section } from './searchOptions.js';

const { workbenchIndex } = globalThis as unknown as { readonly workbenchIndex: string };
const index = MiniSearch.loadJSON<Section>(workbenchIndex, INDEX);
const field = document.querySelector<HTMLInputElement>('#query');
const count = document.querySelector('#count');
const list = document.querySelector('#found');

/** The most results that are listed. */
const MOST = 40;

function resultOf(found: SearchResult): HTMLElement {
  const { path, page, title, text } = found as unknown as Section;
  const heading = title === page ? title : `${page}: ${title}`;
  return element(
    'li',
    {},
    element('a', { href: path }, heading),
    element('p', {}, text.length > 220 ? `${text.slice(0, 220)} …` : text),
  );
}

function search(): void {
  const words = field?.value.trim() ?? '';
  const found =
    words === ''
      ? []
      : index.search(words, {
          prefix: true,
          fuzzy: 0.15,
          boost: { title: 3, page: 2 },
          combineWith: 'AND',
        });
  list?.replaceChildren(...found.slice(0, MOST).map(resultOf));
  if (count) {
    count.textContent =
      words === '' ? '' : found.length === 1 ? '1 section' : `${found.length} sections`;
  }
}

if (field) {
  field.value = new URLSearchParams(location.search).get('q') ?? '';
  field.addEventListener('input', () => {
    history.replaceState(null, '', `${location.pathname}?q=${encodeURIComponent(field.value)}`);
    search();
  });
  field.form?.addEventListener('submit', (event) => {
    event.preventDefault();
    search();
  });
  field.focus();
}
search();
