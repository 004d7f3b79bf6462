/*
 * Markdown as pages: links between documents and notebooks, headings with anchors, equations, coloured code.
 */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import highlighter from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import MarkdownIt from 'markdown-it';
import { escapeHtml } from '../plot/output/table.js';
import { ROOT } from './bundle.js';
import { formula } from './equations.js';
import { upFrom } from './template.js';

for (const [name, language] of Object.entries({ bash, json, python, typescript }))
  highlighter.registerLanguage(name, language);
highlighter.registerAliases(['sh', 'shell'], { languageName: 'bash' });
highlighter.registerAliases(['js', 'mjs', 'ts'], { languageName: 'typescript' });

/** Code as HTML, coloured where the language is known. */
export function codeHtml(text: string, language: string): string {
  const known = highlighter.getLanguage(language) !== undefined;
  const html = known ? highlighter.highlight(text, { language }).value : escapeHtml(text);
  return `<pre tabindex="0"><code>${html}</code></pre>`;
}

/** A heading of a page. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  readonly text: string;
}

/** The anchor of a heading, as GitHub makes it. */
export function anchorOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/<[^>]*>|[`*_]/g, '')
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/** The page of a file of the repository; undefined where the site has none. */
export type PageOf = (file: string) => string | undefined;

/** Markdown as HTML, with its headings. */
export async function markdown(
  text: string,
  { file, path, pageOf }: { readonly file: string; readonly path: string; readonly pageOf: PageOf },
): Promise<{ html: string; headings: Heading[] }> {
  const md = new MarkdownIt({ html: true, highlight: codeHtml });
  const headings: Heading[] = [];
  const used = new Map<string, number>();
  // Equations are set apart before, since their signs are marks of Markdown too.
  const { text: source, formulas } = await apart(text);
  const tokens = md.parse(source, {});
  for (const [at, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const words = tokens[at + 1].content;
      const base = anchorOf(words);
      const seen = used.get(base) ?? 0;
      used.set(base, seen + 1);
      const id = seen === 0 ? base : `${base}-${seen}`;
      token.attrSet('id', id);
      headings.push({ level: Number(token.tag.slice(1)), id, text: words.replace(/[`*]/g, '') });
    }
    for (const child of token.children ?? []) {
      if (child.type === 'link_open') redirect(child, file, path, pageOf);
      if (child.type === 'image')
        child.attrSet('src', `${upFrom(path)}assets/${imageName(child.attrGet('src') ?? '')}`);
    }
  }
  md.renderer.rules.table_open = () =>
    '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>';
  md.renderer.rules.table_close = () => '</table></div>';
  const html = md.renderer
    .render(tokens, md.options, {})
    // A heading without words is none.
    .replace(/<th([^>]*)><\/th>/g, '<td$1></td>')
    .replace(/⟦(\d+)⟧/g, (_, at: string) => formulas[Number(at)]);
  return { html, headings };
}

/** The file of an image in the site's `assets`. */
export function imageName(source: string): string {
  return source.split('/').at(-1) ?? source;
}

interface Link {
  attrGet(name: string): string | null;
  attrSet(name: string, value: string): void;
}

/** Points a link of a file at the page of its target. */
function redirect(link: Link, file: string, path: string, pageOf: PageOf): void {
  const target = link.attrGet('href') ?? '';
  if (/^(#|[a-z]+:)/.test(target)) return;
  const [name, anchor] = target.split('#') as [string, string | undefined];
  const wanted = normalize(join(dirname(file), decodeURIComponent(name)));
  const page = pageOf(wanted);
  if (page !== undefined) {
    link.attrSet('href', `${upFrom(path)}${page}${anchor === undefined ? '' : `#${anchor}`}`);
  } else {
    // A file of the repository that the site does not have.
    if (!existsSync(join(ROOT, wanted)))
      throw new Error(`${file} links to ${target}, which is missing`);
    link.attrSet('href', `${upFrom(path)}index.html#repository`);
  }
}

const EQUATION =
  /(```[\s\S]*?```|`[^`\n]*`)|\$\$([\s\S]+?)\$\$|\$(?!\s)((?:\\.|[^$\\\n])+?)(?<!\s)\$(?!\d)/g;

/** The text with a sign in the place of every equation, and the equations as HTML. */
async function apart(text: string): Promise<{ text: string; formulas: string[] }> {
  const found = [...text.matchAll(EQUATION)]
    .map(([, code, display, inline]: (string | undefined)[]) => ({ code, display, inline }))
    .filter(({ code }) => code === undefined);
  const formulas = await Promise.all(
    found.map(({ display, inline = '' }) => formula(display ?? inline, display !== undefined)),
  );
  let at = 0;
  const replaced = text.replace(EQUATION, (whole: string, code: string | undefined) =>
    code === undefined ? `⟦${at++}⟧` : whole,
  );
  return { text: replaced, formulas };
}

/** The words of HTML, for the search. */
export function wordsOf(html: string): string {
  return html
    .replace(/<(script|style|svg|pre)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}
