/*
 * The search: an index of all pages, built with the site, and the page that asks it.
 */
import MiniSearch from 'minisearch';
import { INDEX, type Section } from './searchOptions.js';
import { type Page } from './template.js';

/** The words of a section that are kept, for the result's line. */
const KEPT = 400;

/** The index as a script, which a page of a folder can load where it could not fetch a file. */
export function searchIndex(sections: readonly Omit<Section, 'id'>[]): string {
  const index = new MiniSearch<Section>(INDEX);
  index.addAll(
    sections.map((section, id) => ({ ...section, id, text: section.text.slice(0, KEPT) })),
  );
  return `globalThis.workbenchIndex = ${JSON.stringify(JSON.stringify(index))};`;
}

export const SEARCH_PAGE: Page = {
  ...{ path: 'search.html', title: 'Search', part: '', kind: 'text' },
  about: 'A search over all pages of the BitTensor Workbench.',
  scripts: ['search-index.js', 'search.js'],
  body: `<h1>Search</h1>
<form role="search" class="wide" aria-label="All pages"><input type="search" id="query" name="q" aria-label="Words" autocomplete="off"></form>
<p id="count" role="status"></p>
<ol class="found" id="found"></ol>`,
};
