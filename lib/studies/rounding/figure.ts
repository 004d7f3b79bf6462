import { percent, sentences, version } from '../../plot/caption.js';
import { compose, estimates, line, positive, where, type Panel } from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { type RoundingResult } from './index.js';

type Quantity = 'moved' | 'bound' | 'displaced' | 'vanished' | 'tied';

/**
 * At each error, against the bits of a weight, a line for each number of miners: the incentive that moves with its bound, the part
 * of the miners whose place changes, and the part whose incentive vanishes.
 */
export function plotRounding(result: RoundingResult): Figure {
  const { parameters, tables, versions } = result;
  const { errors, miners, bits, networks, validators, spread, confidence } = parameters;
  const x = { label: 'bits of a weight', ticks: bits };
  const along = (error: number, quantity: Quantity, isBound = false) =>
    miners.map((count, colour) => {
      const found = estimates(
        where(tables.summary, { error, miners: count }),
        (row) => row.bits,
        quantity,
      );
      const isLog = quantity === 'moved' || quantity === 'bound';
      const shown = found.map(({ x: at, y, low, high }) => ({
        ...{ x: at, y: isLog ? positive(Number(y)) : y },
        ...(!isBound && { low, high }),
      }));
      return line(shown, {
        ...{ name: `${count} miners${isBound ? ', bound' : ''}`, colour },
        ...(isBound ? { dash: 'dot', width: 1.5 } : { dots: true }),
      });
    });
  const rows = errors.map((error): Panel[] => [
    {
      title: `incentive that moves, error ${error}`,
      ...{ x, y: { label: '½ Σ |ΔI|', type: 'log' } },
      marks: [...along(error, 'moved'), ...along(error, 'bound', true)],
    },
    {
      title: `places that change, error ${error}`,
      ...{ x, y: { label: 'part of the miners', range: [0, 1.02] } },
      marks: along(error, 'displaced'),
    },
    {
      title: `no incentive any more, error ${error}`,
      ...{ x, y: { label: 'part of the miners', range: [0, 1.02] } },
      marks: along(error, 'vanished'),
    },
  ]);
  return compose({
    title: 'Weights rounded to few bits',
    rows,
    caption: sentences(
      `${networks} networks of ${validators} validators with equal stake at each setting; seed ${parameters.seed}.`,
      `The logarithm of a miner’s worth has the standard deviation ${spread}, that of a measurement the error.`,
      'A row is scaled so that its largest weight is 2^b − 1, rounded to whole numbers, and divided by its sum when it is read.',
      verdict(result),
      'The bound follows from the rows’ largest weights alone.',
      `Bars: ${percent(confidence)} intervals over networks.`,
      'The paper rounds nothing.',
      version(versions),
    ),
  });
}

/** The outcome of the most bits and of the fewest at the most miners, in words. */
function verdict({ tables, parameters: { miners, bits, errors } }: RoundingResult): string {
  const most = Math.max(...miners);
  const of = (count: number): string =>
    errors
      .map((error) => {
        const [row] = where(tables.summary, { error, miners: most, bits: count });
        const [moved, displaced, tied] = [row.moved, row.displaced, row.tied].map(
          (value) => value ?? Number.NaN,
        );
        return `error ${error}: ${moved.toPrecision(2)} of the incentive moves, ${percent(displaced)} of the places change, ${percent(tied)} of the miners are tied`;
      })
      .join('; ');
  const shown = [...new Set([Math.max(...bits), Math.min(...bits)])];
  return `Of ${most} miners – ${shown.map((count) => `${count} bits, ${of(count)}`).join('. At ')}.`;
}
