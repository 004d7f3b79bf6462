/*
 * An explorable below a cell: it computes in the page, without the kernel. The output holds a picture besides, which
 * stands until the notebook is trusted and wherever there is no JavaScript.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { queryOf, textOf } from '../explorables/fields.js';
import { checkObject, checkOneOf } from '../math/checks.js';
import { readParameters } from '../parameters/index.js';
import { compose } from '../plot/compose/index.js';
import { toSvg } from '../plot/index.js';
import { escapeHtml } from '../plot/output/table.js';
import { display, inNotebook } from './kernel.js';

/** The names of explorables. */
export const LIVE_NAMES = ['market', 'inflation', 'attacks', 'figure-4', 'figure-5'] as const;

/** The name of an explorable. */
export type LiveName = (typeof LIVE_NAMES)[number];

/**
 * Shows an explorable below the present cell, with controls that recompute in the page: the market, inflation over blocks,
 * attacks, or figure 4 or 5. A plain script prints one sentence on it instead.
 *
 * @param parameters - the state at first, by the names of its fields. Default: the explorable's defaults
 * @throws {@link InvalidArgumentError} when there is no such explorable, or a parameter is not allowed
 */
export async function live(
  name: LiveName,
  parameters: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  checkOneOf('live', 'name', name, LIVE_NAMES);
  checkObject('live', 'parameters', parameters);
  // Loaded with the first one: other cells need none of it.
  const { EXPLORABLES } = await import('../explorables/list.js');
  const explorable = EXPLORABLES.find((one) => one.name === name) ?? EXPLORABLES[0];
  const { parameters: schema, title, check } = explorable;
  const values = readParameters('live', schema, parameters);
  check?.('live', values as never);
  let last: unknown;
  for (const frame of explorable.frames(values as never)) last = frame ?? last;
  const { picture, says } = explorable.show(last as never, values as never);
  const text = `${title}: ${says}`;
  if (!inNotebook()) {
    console.log(text);
    return;
  }
  const figure = compose({ ...picture, title });
  const svg = Buffer.from(await toSvg(figure)).toString('base64');
  const texts = Object.entries(values).map(([key, value]) => [key, textOf(value)]);
  const state = queryOf(schema, Object.fromEntries(texts) as Record<string, string>);
  display({
    'text/html': `<div data-lm-suppress-shortcuts="true" data-live="${name}" data-state="${escapeHtml(state)}"><img alt="${escapeHtml(text)}" src="data:image/svg+xml;base64,${svg}"></div>\n<script>${opener()}</script>`,
    'text/plain': text,
  });
}

/** A script that opens the explorables of a page: the library is in it, compressed, and is unpacked once a page. */
function opener(): string {
  const packed = readFileSync(join(__dirname, '..', '..', 'browser', 'live.js.gz')).toString(
    'base64',
  );
  return `(async () => {
  globalThis.workbenchOpening ??= (async () => {
    const bytes = Uint8Array.from(atob('${packed}'), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    (0, eval)(await new Response(stream).text());
  })();
  await globalThis.workbenchOpening;
  workbenchExplorables();
})();`;
}
