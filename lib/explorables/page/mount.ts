/*
 * An explorable on a page: controls, picture, numbers, texts that reproduce it; its state is the address's query.
 */
import { compose } from '../../plot/compose/index.js';
import { tableOf } from '../../plot/compose/table.js';
import { formatCell, htmlTable } from '../../plot/output/table.js';
import { type AnyExplorable, type Reading } from '../explorable.js';
import { changedOf, defaultTexts, queryOf, readFields, textsOf, type Texts } from '../fields.js';
import { createAsker, type WorkerLike } from '../worker/asker.js';
import { type FrameMessage } from '../worker/protocol.js';
import { createCanvas } from './canvas.js';
import { createControl, type Control } from './control.js';
import { element } from './elements.js';

/** The milliseconds between changes of the address: browsers refuse more than some hundred in half a minute. */
const ADDRESS_MS = 250;

/** Fills an element that the page has prepared with an equation in `.equation`. */
export function mount(
  root: HTMLElement,
  explorable: AnyExplorable,
  startWorker: () => WorkerLike,
): void {
  const { parameters, labels, sliders, first } = explorable;
  const canvas = createCanvas();
  const says = element('p', { class: 'says', 'aria-live': 'polite' });
  const general = element('p', { class: 'refusal general', role: 'alert' });
  const numbers = element('dl', { class: 'readings' });
  const state = element('p', { class: 'state', 'data-state': 'running' });
  const table = element(
    'details',
    { class: 'data' },
    element('summary', {}, 'Values of the picture'),
  );
  const command = codeBlock('Command line', 'sh');
  const script = codeBlock('TypeScript', 'ts');

  const controls = new Map<string, Control>();
  for (const [name, parameter] of Object.entries(parameters)) {
    const label = (labels as Texts)[name] ?? parameter.about;
    const slider = (sliders as Record<string, (typeof sliders)[keyof typeof sliders]>)[name];
    controls.set(name, createControl(name, parameter, { label, slider }, moved, rested));
  }
  const texts = (): Texts =>
    Object.fromEntries([...controls].map(([name, control]) => [name, control.text()]));
  const setTexts = (given: Texts): void => {
    for (const [name, control] of controls) control.setText(given[name]);
  };

  let last: FrameMessage | undefined;
  let wanted = false;
  let writing: ReturnType<typeof setTimeout> | undefined;
  let painting = false;
  const asker = createAsker(explorable.name, startWorker, take, (message) => {
    general.textContent = message;
  });

  /** Paints the newest frame at the next refresh of the screen. */
  function take(frame: FrameMessage): void {
    last = frame;
    if (painting) return;
    painting = true;
    requestAnimationFrame(() => {
      painting = false;
      if (!last) return;
      canvas.show({ composition: last.picture, outline: last.outline }, last.says);
      showReadings(numbers, last.readings);
      // Screen readers are told of the end alone.
      if (last.last || says.textContent === '') says.textContent = last.says;
      state.dataset.state = last.last ? 'done' : 'running';
      root.dataset.frames = String(Number(root.dataset.frames ?? 0) + 1);
      if (last.last && table.open) fillTable();
      asker.more(last);
    });
  }
  function fillTable(): void {
    if (!last) return;
    const rows = tableOf(compose(last.picture)).slice(0, 2000);
    const columns = ['panel', 'series', 'x', 'y', 'low', 'high', 'value'];
    const shown = columns.filter((name) =>
      rows.some((row) => formatCell((row as never)[name]) !== '–'),
    );
    const holder = element('div', {
      class: 'table',
      tabindex: '0',
      role: 'region',
      'aria-label': 'Values',
    });
    holder.innerHTML = htmlTable(rows, shown);
    table.replaceChildren(table.firstElementChild ?? '', holder);
  }
  table.addEventListener('toggle', () => {
    if (table.open) fillTable();
  });

  /** Reads the fields: refusals stand beside them, and the last good picture stays. */
  function read(): void {
    const given = texts();
    const found = readFields(explorable, given);
    const refusals = 'refusals' in found ? found.refusals : {};
    for (const [name, control] of controls) control.refuse(refusals[name]);
    general.textContent = refusals[''] ?? '';
    if (!('values' in found)) return;
    const changed = Object.keys(changedOf(parameters, given));
    const differing = Object.fromEntries(changed.map((name) => [name, found.values[name]]));
    const made = explorable.reproduce(found.values as never, differing as never);
    command.set(made.command);
    script.set(made.script);
    asker.ask(found.values);
  }
  function moved(): void {
    if (wanted) return;
    wanted = true;
    requestAnimationFrame(() => {
      wanted = false;
      read();
      writing ??= setTimeout(() => {
        writing = undefined;
        history.replaceState(null, '', address());
      }, ADDRESS_MS);
    });
  }
  function rested(): void {
    clearTimeout(writing);
    writing = undefined;
    // The state before the change stays behind, for Back.
    if (address() === settled) return;
    history.replaceState(null, '', settled);
    settled = address();
    history.pushState(null, '', settled);
    read();
  }
  const address = (): string =>
    `${location.pathname}${queryOf(parameters, texts())}${location.hash}`;
  let settled = '';
  const fromAddress = (): void => {
    const { texts: given, unknown } = textsOf(parameters, location.search);
    setTexts(given);
    settled = `${location.pathname}${location.search}${location.hash}`;
    read();
    if (unknown.length > 0) {
      general.textContent = `${explorable.where}: the address must name parameters of this page, got ${unknown.join(', ')}`;
    }
  };
  window.addEventListener('popstate', fromAddress);

  const reset = element('button', { type: 'button', class: 'quiet' }, 'Defaults');
  reset.addEventListener('click', () => {
    setTexts(defaultTexts(parameters));
    rested();
  });
  const more = [...controls].filter(([name]) => !first.includes(name));
  const folded = element(
    'details',
    { class: 'more', open: window.matchMedia('(min-width: 1000px)').matches },
    element('summary', {}, 'More parameters'),
    element('div', { class: 'controls' }, ...more.map(([, control]) => control.element)),
  );
  const form = element(
    'form',
    { class: 'panel', 'aria-label': 'Parameters' },
    element(
      'div',
      { class: 'controls first' },
      ...first.flatMap((name) => controls.get(name)?.element ?? []),
    ),
    folded,
    element('div', { class: 'buttons' }, reset),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    rested();
  });
  highlight(root, form);
  const equation = root.querySelector('.equation');
  root.append(
    form,
    element(
      'div',
      { class: 'stage' },
      ...(equation ? [equation] : []),
      general,
      canvas.element,
      numbers,
      element('div', { class: 'said' }, state, says),
      table,
      element('h2', {}, 'The same elsewhere'),
      command.element,
      script.element,
    ),
  );
  fromAddress();
}

/** Marks the symbols of the equation whose control has the focus or the pointer. */
function highlight(root: HTMLElement, form: HTMLElement): void {
  const mark = (event: Event): void => {
    const found = event.target instanceof Element ? event.target.closest('[data-parameter]') : null;
    const name = found instanceof HTMLElement ? found.dataset.parameter : undefined;
    for (const symbol of root.querySelectorAll('.equation [class*="of-"]')) {
      symbol.classList.toggle(
        'moves',
        name !== undefined && symbol.classList.contains(`of-${name}`),
      );
    }
  };
  for (const kind of ['focusin', 'pointerover', 'input']) form.addEventListener(kind, mark);
}

function showReadings(list: HTMLElement, readings: readonly Reading[]): void {
  if (list.childElementCount !== readings.length) {
    list.replaceChildren(
      ...readings.map(() => element('div', {}, element('dt'), element('dd', {}, element('data')))),
    );
  }
  for (const [at, { name, label, value, text }] of readings.entries()) {
    const item = list.children[at];
    const data = item.querySelector('data');
    const term = item.querySelector('dt');
    if (!data || !term) continue;
    data.value = value === null ? '' : String(value);
    // Each change of a text lays the page out again.
    if (data.dataset.reading !== name || term.textContent !== label) {
      data.dataset.reading = name;
      term.textContent = label;
    }
    const shown = text ?? (value === null ? '–' : formatCell(value));
    if (data.textContent !== shown) data.textContent = shown;
  }
}

/** Code with a button that copies it. */
function codeBlock(
  title: string,
  language: string,
): { readonly element: HTMLElement; readonly set: (text: string) => void } {
  const code = element('code', { 'data-language': language });
  const button = element('button', { type: 'button', class: 'quiet' }, 'Copy');
  const pre = element('pre', { tabindex: '0', role: 'region', 'aria-label': title }, code);
  button.addEventListener('click', () => {
    void copy(code.textContent).then((copied) => {
      button.textContent = copied ? 'Copied' : 'Select and copy';
      setTimeout(() => (button.textContent = 'Copy'), 1500);
    });
  });
  return {
    element: element(
      'div',
      { class: 'code' },
      element('div', { class: 'code-head' }, element('h3', {}, title), button),
      pre,
    ),
    set: (text) => {
      code.textContent = text;
    },
  };
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages of a folder may not reach the clipboard.
    return false;
  }
}
