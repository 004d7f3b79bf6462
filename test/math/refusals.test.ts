import * as workbench from '../../lib/entry/market.js';
import { itRefuses, type Refusal } from '../support/refusals.js';

type Loose = (...given: unknown[]) => unknown;
const loose = workbench as unknown as Record<string, Loose>;
const x = [1, 2, 3];

/** Values that break the rules of the interval options in every function that reads them. */
function brokenOptions(call: (options: object) => unknown, known: string): Refusal[] {
  const refusal = (options: object, rule: string, value: string): Refusal => ({
    what: JSON.stringify(options, (_, entry: unknown) =>
      typeof entry === 'number' && !Number.isFinite(entry) ? String(entry) : entry,
    ),
    call: () => call(options),
    rule,
    value,
  });
  const fraction = 'confidence must lie between 0 and 1, both excluded';
  return [
    ...[0, 1, -0.5, 95, NaN].map((c) => refusal({ confidence: c }, fraction, String(c))),
    refusal({ confidence: '0.95' }, fraction, '"0.95"'),
    refusal(
      { confidance: 0.9 },
      `options must be among ${known}`,
      '"confidance"; did you mean confidence?',
    ),
  ];
}

describe('bad input to lib/math', () => {
  for (const name of ['projectOnSimplex', 'renormaliseOnSimplex']) {
    const call = (values: unknown) => () => loose[name](values);
    itRefuses(name, [
      {
        what: 'an empty vector',
        call: call(new Float64Array(0)),
        rule: 'values must have at least one number',
        value: 'none',
      },
      {
        what: 'NaN',
        call: call(Float64Array.of(1, NaN)),
        rule: 'values must be finite',
        value: 'NaN at 1',
      },
      {
        what: 'infinity',
        call: call(Float64Array.of(-Infinity, 1)),
        rule: 'values must be finite',
        value: '-Infinity at 0',
      },
      {
        what: 'an array',
        call: call([1, 2]),
        rule: 'values must be a Float64Array',
        value: 'Array of length 2',
      },
      {
        what: 'single precision',
        call: call(new Float32Array(2)),
        rule: 'values must be a Float64Array',
        value: 'Float32Array of length 2',
      },
    ]);
  }

  const lengths = 'x and y must have the same length';
  const methods = 'method must be one of pearson, spearman, kendall';
  itRefuses('correlation', [
    { what: 'two lengths', call: () => loose.correlation(x, [1]), rule: lengths, value: '3 and 1' },
    {
      what: 'an unknown method',
      call: () => loose.correlation(x, x, 'Pearson'),
      rule: methods,
      value: '"Pearson"',
    },
  ]);
  itRefuses('correlate', [
    {
      what: 'two lengths',
      call: () => loose.correlate(x, [1], {}),
      rule: lengths,
      value: '3 and 1',
    },
    {
      what: 'an unknown method',
      call: () => loose.correlate(x, x, { method: 'tau' }),
      rule: methods,
      value: '"tau"',
    },
    {
      what: 'clusters of another length',
      call: () => loose.correlate(x, x, { clusters: [1, 2] }),
      rule: 'clusters must have the length of x, 3',
      value: '2',
    },
    ...brokenOptions((options) => loose.correlate(x, x, options), 'method, clusters, confidence'),
  ]);

  const known = 'confidence, scale';
  const scale = 'scale must be one of identity, fisher, log, logit';
  itRefuses('meanInterval', [
    ...brokenOptions((options) => loose.meanInterval(x, options), known),
    {
      what: 'a bad option where no value is defined',
      call: () => loose.meanInterval([NaN], { scale: 'ln' }),
      rule: scale,
      value: '"ln"',
    },
  ]);
  itRefuses('jackknife', [
    ...brokenOptions((options) => loose.jackknife(3, () => 1, options), known),
    {
      what: 'an unknown scale',
      call: () => loose.jackknife(3, () => 1, { scale: 'z' }),
      rule: scale,
      value: '"z"',
    },
    ...[-1, 1.5, NaN, 1e15].map((count) => ({
      what: `count ${count}`,
      call: () => loose.jackknife(count, () => 1),
      rule: 'count must be an integer from 0 to 1000000',
      value: String(count),
    })),
  ]);
});
