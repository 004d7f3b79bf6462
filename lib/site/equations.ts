/*
 * Equations as SVG, set by MathJax when the site is built.
 */
import { escapeHtml } from '../plot/output/table.js';

interface MathJax {
  tex2svg(tex: string, options: { display: boolean }): unknown;
  readonly startup: { readonly adaptor: { innerHTML(node: unknown): string } };
}

let loaded: Promise<MathJax> | undefined;

async function load(): Promise<MathJax> {
  // The package has no types.
  const name = 'mathjax';
  const { default: mathjax } = (await import(name)) as {
    default: { init(options: object): Promise<MathJax> };
  };
  return mathjax.init({
    loader: { load: ['input/tex', '[tex]/html', 'output/svg'] },
    tex: { packages: { '[+]': ['html'] } },
    svg: { fontCache: 'none' },
  });
}

/** An equation as an element of a page, which screen readers say in words. */
export async function equation(tex: string, spoken: string): Promise<string> {
  loaded ??= load();
  const mathjax = await loaded;
  const parts = tex.split(/\\qquad/).map((part) => part.replace(/^\s*|,?\s*$/g, ''));
  const set = parts.map((part) => {
    const svg = mathjax.startup.adaptor.innerHTML(mathjax.tex2svg(part, { display: true }));
    return `<span class="part">${svg.replace('<svg ', '<svg aria-hidden="true" ')}</span>`;
  });
  return `<div class="equation" role="math" aria-label="${escapeHtml(spoken)}" tabindex="0">${set.join('')}</div>`;
}

/** An equation of a text; screen readers say its TeX. */
export async function formula(tex: string, display: boolean): Promise<string> {
  loaded ??= load();
  const mathjax = await loaded;
  const svg = mathjax.startup.adaptor
    .innerHTML(mathjax.tex2svg(tex, { display }))
    .replace('<svg ', '<svg aria-hidden="true" ');
  const kind = display ? 'formula display' : 'formula';
  return `<span class="${kind}" role="math" aria-label="${escapeHtml(tex.trim())}"${display ? ' tabindex="0"' : ''}>${svg}</span>`;
}
