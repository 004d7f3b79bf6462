import {
  type Choices,
  type Figure4,
  type Figure5,
  type RegretStudy,
  type Scaling,
} from '../experiments/index.js';
import { InvalidArgumentError } from '../math/errors.js';
import { drawChoices } from './choices.js';
import { type Figure } from './figure.js';
import { drawFigure4 } from './figure4.js';
import { drawFigure5 } from './figure5.js';
import { drawRegret } from './regret.js';
import { drawScaling } from './scaling.js';

/** The outcome of any study. */
export type AnyResult = Figure4 | Figure5 | Scaling | Choices | RegretStudy;

/**
 * The figure of a study's outcome, as it was computed or as it was read back from its JSON file.
 *
 * @throws {@link InvalidArgumentError} when there is no such study
 */
export function draw(result: AnyResult): Figure {
  switch (result.study) {
    case 'figure4':
      return drawFigure4(result);
    case 'figure5':
      return drawFigure5(result);
    case 'scaling':
      return drawScaling(result);
    case 'choices':
      return drawChoices(result);
    case 'regret':
      return drawRegret(result);
    default:
      throw new InvalidArgumentError(
        'draw',
        'result must be the outcome of a study',
        JSON.stringify((result as { study?: unknown }).study),
      );
  }
}
