/*
 * §1.6: peers train "asynchronously" over a network with distances. What a delay of messages costs in B, time and bytes, as
 * the virtual clock predicts it and as it is measured over real transports.
 */
import { InvalidArgumentError } from '../../math/errors.js';
import { mean } from '../../math/rows.js';
import { choice, integer, list, nonNegative, positive } from '../../parameters/index.js';
import { defineStudy, present, type ResultOf } from '../define.js';
import { INTERVALS } from '../intervals.js';
import { checkNetwork, CORPUS, NETWORK } from '../networks/parameters.js';
import { estimate, markdownTable, number } from '../report.js';
import { plotDistance } from './figure.js';
import { WAY_TITLES, hasReal, isReal, WAYS } from './ways.js';
import { type Point } from './snapshots.js';
import { travel, type Travelled } from './work.js';

const { jitter: _, ...PARAMETERS } = NETWORK;

/** The network after the last round. */
const endOf = ({ course }: Travelled): Point => course[course.length - 1];

/** Seconds. */
const DAY = 86_400;

const study = defineStudy({
  name: 'distance',
  section: '§1.6',
  title: 'Peers far from each other: B against seconds and bytes, predicted and measured',
  parameters: {
    ...PARAMETERS,
    ...INTERVALS,
    peers: integer(4, 'Peers of a network, each with its own data', { symbol: 'n' }),
    rounds: integer(100, 'Rounds of training'),
    corpus: CORPUS,
    networks: integer(3, 'Networks trained at each delay'),
    ways: list(
      choice(WAYS, 'virtual', ''),
      ['virtual'],
      'Ways of messages: virtual, and in real time inProcess, threads, libp2p, whose seconds are measured and differ from run to run; a list',
    ),
    delays: list(
      nonNegative(0, '', { symbol: 'd' }),
      [0, 10, 50, 100, 200],
      'Milliseconds of a message one way; a list',
    ),
    compute: positive(
      0.002,
      "Seconds of a round's computation in virtual time; measured on this machine where a way is in real time",
      { symbol: 'c' },
    ),
    timeout: positive(2, 'Seconds that an answer may take'),
    checkpoints: integer(10, 'Rounds at which B is measured, evenly spaced'),
  },
  check: (where, values) => {
    checkNetwork(where, values);
    const { delays, compute, timeout } = values;
    const longest = Math.max(...delays.map((delay) => delay / 1000), compute, timeout);
    if (longest > DAY) {
      const rule = 'delays, compute and timeout must be at most a day';
      throw new InvalidArgumentError(where, rule, `${longest} s`);
    }
    for (const name of ['ways', 'delays'] as const) {
      const given: readonly (string | number)[] = values[name];
      const again = given.find((one, at) => given.indexOf(one) < at);
      if (again === undefined) continue;
      throw new InvalidArgumentError(where, `${name} must be named once each`, `${again} twice`);
    }
  },
  measured: ({ ways }) => hasReal(ways),
  settings: ({ delays }) => delays.map((delay) => ({ delay })),
  work: travel,
  tables: (found, { ways, rounds }, { interval, intervals, ratio }) => {
    const all = found.flatMap(({ setting, networks }) =>
      ways.map((way, at) => ({ way, ...setting, runs: networks.map((runs) => runs[at]) })),
    );
    const ends = ['benchmark', 'bytes'] as const;
    return {
      /**
       * A row for each way and delay (milliseconds): whether its seconds are measured, the seconds of all rounds, those that
       * the virtual clock predicts and the ratio of the two, the milliseconds of a round beyond the prediction (excess),
       * bytes, B after the last round and B less that predicted (difference), both in nats, calls that were lost, and the
       * computation of a round in the prediction, in seconds; intervals over networks.
       */
      summary: all.map(({ way, delay, runs }) => ({
        ...{ way, delay, measured: isReal(way) },
        ...intervals(['seconds', 'predicted'], runs),
        ...ratio(
          'ratio',
          runs.map((run) => run.seconds),
          runs.map((run) => run.predicted),
        ),
        ...interval(
          'excess',
          runs.map((run) => (1000 * (run.seconds - run.predicted)) / rounds),
        ),
        ...interval(
          'difference',
          runs.map((run) => endOf(run).benchmark - run.benchmark),
        ),
        ...intervals(ends, runs.map(endOf)),
        lost: mean(runs.map((run) => run.lost)),
        compute: mean(runs.map((run) => run.compute)),
      })),
      /** The same at each checkpoint, from before the first round on. */
      course: all.flatMap(({ way, delay, runs }) =>
        runs[0].course.map(({ round }, at) => ({
          ...{ way, delay, round },
          seconds: mean(runs.map(({ course }) => course[at].seconds)),
          bytes: mean(runs.map(({ course }) => course[at].bytes)),
          ...interval(
            'benchmark',
            runs.map(({ course }) => course[at].benchmark),
          ),
        })),
      ),
    };
  },
  columns: [
    ...['way', 'delay', 'seconds', 'predicted', 'ratio', 'excess', 'bytes', 'benchmark'],
    ...['difference', 'lost'],
  ],
});

export type Distance = ResultOf<typeof study>;

/** B, seconds and bytes of networks whose messages take time, over several ways. */
export const distance = present(study, { figure: plotDistance, report });

function report({ parameters, tables }: Distance): string {
  const real = hasReal(parameters.ways);
  const table = markdownTable(
    [
      ...['way', 'delay, ms', 'seconds'],
      ...(real ? ['predicted', 'ratio', 'excess of a round, ms'] : []),
      ...['rounds a second', 'MB', 'B after all rounds', ...(real ? ['B − predicted'] : [])],
    ],
    tables.summary.map((row) => [
      ...[WAY_TITLES[row.way], String(row.delay)],
      estimate(row.seconds, row.secondsLow, row.secondsHigh),
      ...(real
        ? [
            number(row.predicted),
            ...(isReal(row.way)
              ? [
                  estimate(row.ratio, row.ratioLow, row.ratioHigh),
                  estimate(row.excess, row.excessLow, row.excessHigh, 1),
                ]
              : ['', '']),
          ]
        : []),
      number(row.seconds === null ? null : parameters.rounds / row.seconds, 1),
      number(row.bytes === null ? null : row.bytes / 1e6),
      estimate(row.benchmark, row.benchmarkLow, row.benchmarkHigh),
      ...(real
        ? [
            isReal(row.way)
              ? estimate(row.difference, row.differenceLow, row.differenceHigh, 3)
              : '',
          ]
        : []),
    ]),
  );
  const [{ compute }] = tables.summary;
  return (
    `${table}\n\nA round takes c + 2d: c = ${number(1000 * compute, 2)} ms of computation` +
    `${real ? ', measured (at the first delay)' : ''}, d one way. ` +
    (real
      ? 'Seconds of all ways but the virtual clock are measured, and differ from run to run.'
      : 'The ways `inProcess`, `threads` and `libp2p` are measured where `--ways` names them.')
  );
}
