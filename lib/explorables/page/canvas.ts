/*
 * The canvas of a picture: painted at the page's width and theme, again whenever they change, with the value under the
 * pointer.
 */
import { measureWith, paint, plan, type PaintedPanel, type Picture } from '../paint/picture.js';
import { pick } from '../paint/pick.js';
import { DARK_THEME, LIGHT_THEME } from '../paint/theme.js';
import { element } from './elements.js';

export interface Canvas {
  readonly element: HTMLElement;
  readonly show: (picture: Picture, words: string) => void;
}

/** A canvas that fills the width of its place. */
export function createCanvas(): Canvas {
  const canvas = element('canvas', { role: 'img', 'aria-label': 'The picture follows.' });
  const tip = element('div', { class: 'tip', hidden: true, 'aria-hidden': 'true' });
  const place = element('div', { class: 'picture' }, canvas, tip);
  const pen = canvas.getContext('2d');
  if (!pen) throw new TypeError('a canvas has a context of two dimensions');
  const measure = measureWith(pen);
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  let picture: Picture | undefined;
  let painted: PaintedPanel[] = [];
  let pointer: { left: number; top: number } | undefined;

  const hint = (): void => {
    const found = pointer && pick(painted, pointer.left, pointer.top);
    tip.hidden = found === undefined;
    if (!found) return;
    tip.textContent = found.text;
    const most = place.clientWidth - tip.offsetWidth;
    tip.style.left = `${Math.max(0, Math.min(most, found.left + 12))}px`;
    tip.style.top = `${Math.max(0, found.top - tip.offsetHeight - 10)}px`;
  };
  const draw = (): void => {
    const width = Math.floor(place.clientWidth);
    if (!picture || width < 100) return;
    const planned = plan(picture, width, measure);
    const ratio = Math.min(3, window.devicePixelRatio);
    const [across, down] = [Math.round(width * ratio), Math.round(planned.height * ratio)];
    // Setting a size clears the canvas, at the cost of new memory.
    if (canvas.width !== across || canvas.height !== down) {
      canvas.width = across;
      canvas.height = down;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${planned.height}px`;
    }
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, planned.height);
    painted = paint(pen, planned, dark.matches ? DARK_THEME : LIGHT_THEME);
    hint();
  };
  new ResizeObserver(draw).observe(place);
  dark.addEventListener('change', draw);
  canvas.addEventListener('pointermove', ({ offsetX, offsetY }) => {
    pointer = { left: offsetX, top: offsetY };
    hint();
  });
  canvas.addEventListener('pointerleave', () => {
    pointer = undefined;
    hint();
  });
  return {
    element: place,
    show: (next, words) => {
      picture = next;
      if (canvas.getAttribute('aria-label') !== words) canvas.setAttribute('aria-label', words);
      draw();
    },
  };
}
