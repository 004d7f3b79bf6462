import { percent, sentences, version } from '../../plot/caption.js';
import { compose } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { setting, stopping } from '../market/caption.js';
import { choiceMarks, choicesAxis, choicesHeight } from './figure.js';
import { readResult } from '../check.js';
import { choices, type Choices } from './index.js';

/** Smaller Nash gaps are rounding and are plotted at this value. */
const FLOOR = 1e-16;

/** The choices study as correlation with the ideal rank and Nash gap of each choice. @throws {@link InvalidArgumentError} for another result. */
export function plotStability(given: Choices): Figure {
  const result = readResult('plotStability', choices, given);
  const { parameters, tables, versions } = result;
  const { ratios, networks, peers, confidence } = parameters;
  const panel = { y: choicesAxis(tables.summary), height: choicesHeight(result) };
  return compose({
    title: 'A good ranking is not always an equilibrium',
    rows: [
      [
        {
          ...panel,
          title: 'correlation of R* with R, pooled',
          x: { label: 'Pearson r', range: [-0.05, 1.05] },
          marks: choiceMarks(result, ({ pearson }) => ({ x: pearson })),
        },
        {
          ...panel,
          title: 'mean Nash gap: 0 at an equilibrium',
          x: { label: 'units of stake', type: 'log', range: [FLOOR / 5, 3] },
          marks: choiceMarks(result, ({ nashGap }) => ({ x: Math.max(FLOOR, nashGap) })),
        },
      ],
    ],
    caption: sentences(
      `Figure 4 at α/τ = ${ratios.join(', ')} with one open choice changed at a time; the default is ${setting(parameters)}. ${networks} networks; ${stopping(parameters)}.`,
      'No mark on the left where all ranks are equal.',
      `The Nash gap is the most that any peer gains by changing its row alone, a lower bound; with stake 1 the mean rank is ${(1 / peers).toPrecision(2)}.`,
      `Gaps below ${FLOOR} are drawn there. The paper states none of these choices. Intervals, ${percent(confidence)}, are in the table.`,
      version(versions),
    ),
  });
}
