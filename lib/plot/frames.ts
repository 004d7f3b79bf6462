import { type Figure, type Trace } from './figure.js';
import { withSlider } from './slider.js';

/** The traces at one place of a slider, besides those that are always seen. */
export interface Frame {
  /** The slider's label there. */
  readonly label: string;
  readonly traces: readonly Trace[];
}

/** The laid out figure with frames under a slider named `name`, which starts at the frame `active`. */
export function withFrames(
  figure: Figure,
  name: string,
  frames: readonly Frame[],
  active = frames.length - 1,
): Figure {
  const data = [...figure.data, ...frames.flatMap(({ traces }) => traces)];
  return withSlider(
    { ...figure, data },
    {
      name,
      labels: frames.map(({ label }) => label),
      active,
      steps: [
        ...figure.data.map(() => null),
        ...frames.flatMap(({ traces }, at) => traces.map(() => at)),
      ],
    },
  );
}
