/*
 * `npm run notebooks:html`: the stored notebooks as interactive pages that need no network, in notebooks-html/,
 * or in the folder that is given.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { HERE, NOTEBOOKS, prepare, ROOT, run, SetupError, start } from './environment.mjs';
import { hasLine, inOrder, textOf } from './order.mjs';

const require = createRequire(import.meta.url);

/** What is drawn of an output that comes in several formats, best first. */
const FORMATS = [
  'application/vnd.plotly.v1+json',
  'text/html',
  'text/latex',
  'text/markdown',
  'image/svg+xml',
  'image/png',
  'image/jpeg',
  'text/plain',
];

await start(async ([to = join(ROOT, 'notebooks-html'), from = NOTEBOOKS]) => {
  prepare();
  const [folder, source] = [resolve(to), resolve(from)];
  const found = readdirSync(source).filter((name) => name.endsWith('.ipynb'));
  const names = inOrder(found, source);
  if (names.length === 0) throw new SetupError(`${source} must be a folder with notebooks`);
  const assets = join(folder, 'assets');
  mkdirSync(assets, { recursive: true });
  copyFileSync(require.resolve('plotly.js-dist-min'), join(assets, 'plotly.js'));
  copyFileSync(require.resolve('mathjax/es5/tex-svg-full.js'), join(assets, 'mathjax.js'));
  const { FIGURE_STYLE, figureScript } = require(
    join(ROOT, 'dist', 'lib', 'plot', 'output', 'client.js'),
  );
  writeFileSync(join(assets, 'figures.js'), figureScript());
  writeFileSync(join(assets, 'figures.css'), FIGURE_STYLE);
  const live = readFileSync(join(ROOT, 'dist', 'browser', 'live.js.gz'));
  writeFileSync(join(assets, 'live.js'), gunzipSync(live));
  const { code, output } = await run('jupyter', [
    'nbconvert',
    ...['--to', 'html', '--template', 'workbench', '--output-dir', folder, '--log-level', 'WARN'],
    `--TemplateExporter.extra_template_basedirs=${join(HERE, 'templates')}`,
    ...FORMATS.map((format) => `--NbConvertBase.display_data_priority=${format}`),
    ...names.map((name) => join(source, name)),
  ]);
  if (code !== 0) {
    console.error(output.trim());
    return 1;
  }
  for (const [at, name] of names.entries()) {
    const path = join(folder, pageOf(name));
    const page = readFileSync(path, 'utf8')
      // Notebooks refer to each other.
      .replace(/(href="[^":/]+)\.ipynb(?=["#])/g, '$1.html')
      .replaceAll('<!-- workbench-links -->', () => links(names, source, at));
    // The explorables of stored notebooks come without the library.
    const explores = page.includes(' data-live="') && !page.includes('workbenchOpening');
    const script = explores ? '<script src="assets/live.js" defer></script>\n' : '';
    writeFileSync(
      path,
      page.replace('</head>', () => `${script}</head>`),
    );
  }
  writeFileSync(join(folder, 'index.html'), index(names, source));
  console.log(`wrote ${join(folder, 'index.html')} and ${names.length} pages`);
  return 0;
});

function pageOf(name) {
  return name.replace(/ipynb$/, 'html');
}

/** The first text of a notebook. */
function firstText(name, source) {
  const { cells } = JSON.parse(readFileSync(join(source, name), 'utf8'));
  const first = cells.find(({ cell_type }) => cell_type === 'markdown');
  return first ? textOf(first) : '';
}

function titleOf(name, source) {
  return /^#+\s+(.*)$/m.exec(firstText(name, source))?.[1] ?? name;
}

/** Links to the notebook before, to all, and to the next one; a notebook with a line of links has the first and last. */
function links(names, source, at) {
  if (hasLine(firstText(names[at], source)))
    return '<nav class="workbench-links"><a href="index.html">All notebooks</a></nav>';
  const to = (name, before, after) =>
    name === undefined
      ? '<span></span>'
      : `<a href="${encodeURIComponent(pageOf(name))}">${before}${escape(titleOf(name, source))}${after}</a>`;
  return `<nav class="workbench-links">${to(names[at - 1], '← ', '')}<a href="index.html">All notebooks</a>${to(names[at + 1], '', ' →')}</nav>`;
}

function index(names, source) {
  const items = names.map(
    (name) =>
      `<li><a href="${encodeURIComponent(pageOf(name))}">${escape(titleOf(name, source))}</a></li>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>BitTensor Workbench: notebooks</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.6 Arial, Helvetica, sans-serif; color: #222; margin: 2rem auto; max-width: 720px; padding: 0 1rem; }
a { color: #0072B2; }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #161616; } a { color: #56B4E9; } }
</style>
</head>
<body>
<h1>BitTensor Workbench: notebooks</h1>
<ul>
${items.join('\n')}
</ul>
</body>
</html>
`;
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
