/*
 * The control of one parameter: a slider and a field for a number, a list of words, a switch, or a field alone.
 */
import { type Parameter } from '../../parameters/index.js';
import { type Slider } from '../explorable.js';
import { element } from './elements.js';

/** A control on the page. */
export interface Control {
  readonly element: HTMLElement;
  readonly text: () => string;
  readonly setText: (text: string) => void;
  /** Shows the sentence of a refusal beside the field; undefined takes it away. */
  readonly refuse: (sentence: string | undefined) => void;
}

/** The steps of a slider. */
const STEPS = 240;

/** A number with so many digits as a slider's step has. */
function numberText(value: number, { scale, step }: Slider): string {
  return scale === 'log' && step === undefined
    ? String(Number(value.toPrecision(3)))
    : String(Number(value.toFixed(6)));
}

/** Positions and values of a slider. */
function scaleOf(slider: Slider, whole: boolean) {
  const {
    from,
    to,
    scale = 'linear',
    step = scale === 'linear' ? (to - from) / 100 : undefined,
  } = slider;
  if (scale === 'log') {
    const ratio = Math.log(to / from);
    return {
      most: STEPS,
      valueAt: (position: number): string => {
        const value = from * Math.exp((ratio * position) / STEPS);
        return whole ? String(Math.round(Number(value.toPrecision(2)))) : numberText(value, slider);
      },
      positionOf: (value: number): number => Math.round((STEPS * Math.log(value / from)) / ratio),
    };
  }
  const each = step ?? 1;
  return {
    most: Math.round((to - from) / each),
    valueAt: (position: number): string => numberText(from + each * position, slider),
    positionOf: (value: number): number => Math.round((value - from) / each),
  };
}

/** The words of a choice as a list shows them. */
function wordsOf(choice: string): string {
  return choice.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/**
 * The control of a parameter.
 *
 * @param onInput - called while the value moves
 * @param onChange - called when the value has come to rest
 */
export function createControl(
  name: string,
  parameter: Parameter<unknown>,
  { label, slider }: { readonly label: string; readonly slider: Slider | undefined },
  onInput: () => void,
  onChange: () => void,
): Control {
  const id = `field-${name}`;
  const { symbol, choices, json, about, unit } = parameter;
  const title = unit === undefined ? about : `${about}, in ${unit}`;
  const said = element('p', { class: 'refusal', id: `${id}-refusal`, role: 'alert' });
  const field: HTMLInputElement | HTMLSelectElement =
    choices !== undefined && json?.type !== 'array'
      ? element(
          'select',
          { id },
          ...choices.map((one) => element('option', { value: one }, wordsOf(one))),
        )
      : json?.type === 'boolean'
        ? element('input', { id, type: 'checkbox' })
        : element('input', {
            id,
            type: 'text',
            inputmode: 'decimal',
            autocomplete: 'off',
            spellcheck: 'false',
          });
  field.setAttribute('name', name);
  const isSwitch = field.type === 'checkbox';
  const caption = element(
    'label',
    { for: id, title },
    label,
    ...(symbol === undefined ? [] : [' ', element('i', {}, symbol)]),
  );
  const head = element(
    'div',
    { class: 'control-head' },
    ...(isSwitch ? [field, caption] : [caption, field]),
  );
  const whole = json?.type === 'integer';
  const scale = slider && scaleOf(slider, whole);
  const range =
    scale &&
    element('input', {
      type: 'range',
      min: '0',
      max: String(scale.most),
      step: '1',
      'aria-label': symbol === undefined ? label : `${label} ${symbol}`,
      'data-slider': name,
    });
  const follow = (): void => {
    if (!range) return;
    const value = Number(field.value);
    if (field.value.trim() === '' || !Number.isFinite(value)) return;
    range.value = String(scale.positionOf(value));
    range.setAttribute('aria-valuetext', field.value);
  };
  range?.addEventListener('input', () => {
    field.value = scale?.valueAt(Number(range.value)) ?? '';
    range.setAttribute('aria-valuetext', field.value);
    onInput();
  });
  range?.addEventListener('change', onChange);
  field.addEventListener('input', () => {
    follow();
    onInput();
  });
  field.addEventListener('change', onChange);
  const kind = isSwitch ? ' is-switch' : range ? ' has-slider' : '';
  return {
    element: element(
      'div',
      { class: `control${kind}`, 'data-parameter': name },
      head,
      ...(range ? [range] : []),
      said,
    ),
    text: () =>
      field instanceof HTMLInputElement && isSwitch ? String(field.checked) : field.value,
    setText: (text) => {
      if (field instanceof HTMLInputElement && isSwitch) field.checked = text === 'true';
      else if (field instanceof HTMLSelectElement) {
        // A word of an address that is no choice is kept, for its refusal.
        if (![...field.options].some(({ value }) => value === text)) {
          field.append(element('option', { value: text }, text));
        }
        field.value = text;
      } else field.value = text;
      follow();
    },
    refuse: (sentence) => {
      said.textContent = sentence ?? '';
      if (sentence === undefined) {
        field.removeAttribute('aria-invalid');
        field.removeAttribute('aria-describedby');
      } else {
        field.setAttribute('aria-invalid', 'true');
        field.setAttribute('aria-describedby', said.id);
      }
    },
  };
}
