import { percent, sentences, version } from '../../plot/caption.js';
import {
  compose,
  estimates,
  inRows,
  line,
  rule,
  where,
  type Panel,
} from '../../plot/compose/index.js';
import { type Figure } from '../../plot/figure.js';
import { corpusName, networkSetting } from '../networks/caption.js';
import { type Distance } from './index.js';
import { hasReal, isReal, WAY_TITLES, WAYS, type Way } from './ways.js';

type Step = Distance['tables']['course'][number];

/** Ticks of ratios. */
const RATIOS = [0.5, 1, 2, 5, 10, 20, 50];

const B = { label: 'B, held out (nats)' };
const secondsOf = ({ seconds }: Step): number => seconds;
const megabytesOf = ({ bytes }: Step): number => bytes / 1e6;

/** B against seconds and bytes; where ways are in real time, those beside the prediction at every delay. */
export function plotDistance(result: Distance): Figure {
  const { parameters, tables, versions } = result;
  const { networks, corpus, confidence, ways, timeout } = parameters;
  const real = hasReal(ways);
  const compute = 1000 * (tables.summary.at(0)?.compute ?? 0);
  return compose({
    title: 'The cost of distance: B against time and bytes',
    rows: real ? comparedRows(result) : [predictedRow(result)],
    caption: sentences(
      `${networks} networks at each delay, ${corpusName(corpus)}: ${networkSetting({ ...parameters, jitter: 0 }, [corpus])}.`,
      `Every message is delayed one way by the same rule on every clock; an answer may take ${timeout} s.`,
      real
        ? `Virtual clock: the prediction, rounds of c + 2d with c measured as the time of a run in virtual time without delay (${compute.toFixed(1)} ms at the first delay). In process: one thread. Threads and libp2p: a thread for each peer, over ports or TCP on the loopback; each goes on as its answers arrive.`
        : `Virtual time: rounds of c + 2d with c = ${compute} ms of computation.`,
      `Bytes: requests, answers and gradients, 4 a number${real ? '; over libp2p whole frames' : ''}.`,
      real
        ? `Points are means over networks, which are the same for every way; the band is the ${percent(confidence)} interval of B over networks on the virtual clock, bars are ${percent(confidence)} intervals.`
        : `Lines are means over networks, the bands of B ${percent(confidence)} intervals.`,
      'The paper gives no such curve.',
      version(versions),
    ),
  });
}

/** The virtual clock alone: a line for each delay. */
function predictedRow({ parameters: { delays, rounds }, tables }: Distance): Panel[] {
  const lineOf = (delay: number, of: (row: Step) => number, banded: boolean) => {
    const points = estimates(
      where(tables.course, { delay }).filter(({ round }) => round > 0),
      of,
      'benchmark',
    );
    const plain = points.map(({ x, y }) => ({ x, y }));
    return line(banded ? points : plain, { name: `${delay} ms one way` });
  };
  const seconds = tables.course.map(secondsOf).filter((time) => time > 0);
  return [
    {
      title: 'B against time',
      x: { label: 'seconds', type: 'log', ticks: decades(seconds) },
      y: B,
      marks: delays.map((delay) => lineOf(delay, secondsOf, true)),
    },
    {
      title: 'B against bytes',
      x: 'megabytes',
      y: B,
      marks: delays.map((delay) => lineOf(delay, megabytesOf, false)),
    },
    {
      title: `time of ${rounds} rounds`,
      x: 'delay one way (ms)',
      y: { label: 'seconds', zero: true },
      marks: [
        line(
          estimates(tables.summary, ({ delay }) => delay, 'seconds'),
          { colour: 'grey', dots: true },
        ),
      ],
    },
  ];
}

/** The powers of ten from about the least value to about the largest. */
function decades(values: readonly number[]): number[] {
  if (values.length === 0) return [];
  const [least, most] = [Math.min(...values), Math.max(...values)].map(Math.log10);
  const first = Math.floor(least);
  return Array.from({ length: Math.ceil(most) - first + 1 }, (_, at) => 10 ** (first + at));
}

/** Every way beside the prediction: B against seconds at each delay, B against bytes, and time against the delay. */
function comparedRows({ parameters, tables }: Distance): Panel[][] {
  const { delays, ways, rounds } = parameters;
  const look = (way: Way) => ({
    name: WAY_TITLES[way],
    colour: WAYS.indexOf(way),
    ...(isReal(way) ? { dots: true, width: 1.5 } : { dash: 'dash' as const }),
  });
  const courseOf = (way: Way, delay: number, of: (row: Step) => number) => {
    const rows = where(tables.course, { way, delay });
    return isReal(way)
      ? rows.map((row) => ({ x: of(row), y: row.benchmark }))
      : estimates(rows, of, 'benchmark');
  };
  const course = (title: string, x: string, delay: number, of: (row: Step) => number): Panel => ({
    ...{ title, x, y: B },
    marks: ways.map((way) => line(courseOf(way, delay, of), look(way))),
  });
  const against = (
    title: string,
    label: string,
    column: 'seconds' | 'ratio' | 'excess',
  ): Panel => ({
    title,
    x: 'delay one way (ms)',
    y: column === 'ratio' ? { label, type: 'log', ticks: RATIOS } : { label, zero: true },
    marks: [
      ...(column === 'ratio' ? [rule(delays.map((delay) => ({ x: delay, y: 1 })))] : []),
      ...ways
        .filter((way) => column === 'seconds' || isReal(way))
        .map((way) =>
          line(
            estimates(where(tables.summary, { way }), ({ delay }) => delay, column),
            look(way),
          ),
        ),
    ],
  });
  const last = delays[delays.length - 1];
  return [
    ...inRows(
      [
        ...delays.map((delay) => course(`${delay} ms one way`, 'seconds', delay, secondsOf)),
        course(`bytes, at ${last} ms`, 'megabytes', last, megabytesOf),
      ],
      3,
    ),
    [
      against(`time of ${rounds} rounds`, 'seconds', 'seconds'),
      against('against the prediction', 'real / predicted', 'ratio'),
      against('excess of a round', 'real − predicted (ms)', 'excess'),
    ],
  ];
}
