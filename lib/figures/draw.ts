import {
  type Anarchy,
  type Bandwidth,
  type BenchmarkResult,
  type Distillation,
  type Gating,
  type LiveMarketResult,
  type SignificanceResult,
  type Attacks,
  type Choices,
  type Detection,
  type Figure4,
  type Figure5,
  type Mechanisms,
  type RegretResult,
  type InvarianceResult,
  type Scaling,
  type Sybils,
} from '../studies/index.js';
import { InvalidArgumentError } from '../math/errors.js';
import { drawAnarchy } from './anarchy.js';
import { drawAttacks } from './attacks.js';
import { drawChoices } from './choices.js';
import { drawDetection } from './detection.js';
import { type Figure } from './figure.js';
import { drawFigure4 } from './figure4.js';
import { drawFigure5 } from './figure5.js';
import { drawMechanisms } from './mechanisms.js';
import { drawRegret } from './regret.js';
import { drawScale } from './scale.js';
import { drawScaling } from './scaling.js';
import { drawSybils } from './sybils.js';
import {
  drawBandwidth,
  drawBenchmark,
  drawDistillation,
  drawGating,
  drawLiveMarket,
  drawSignificance,
} from './trained/index.js';

/** The outcome of any study. */
export type AnyResult =
  | Figure4
  | Figure5
  | Scaling
  | Choices
  | RegretResult
  | Anarchy
  | Attacks
  | Sybils
  | InvarianceResult
  | Mechanisms
  | Detection
  | BenchmarkResult
  | SignificanceResult
  | LiveMarketResult
  | Bandwidth
  | Gating
  | Distillation;

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
    case 'anarchy':
      return drawAnarchy(result);
    case 'attacks':
      return drawAttacks(result);
    case 'sybils':
      return drawSybils(result);
    case 'invariance':
      return drawScale(result);
    case 'mechanisms':
      return drawMechanisms(result);
    case 'detection':
      return drawDetection(result);
    case 'benchmark':
      return drawBenchmark(result);
    case 'significance':
      return drawSignificance(result);
    case 'liveMarket':
      return drawLiveMarket(result);
    case 'bandwidth':
      return drawBandwidth(result);
    case 'gating':
      return drawGating(result);
    case 'distillation':
      return drawDistillation(result);
    default:
      throw new InvalidArgumentError(
        'draw',
        'result must be the outcome of a study',
        JSON.stringify((result as { study?: unknown }).study),
      );
  }
}
