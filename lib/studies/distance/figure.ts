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

/** B against seconds at every delay, B against bytes, and seconds against the delay beside those predicted. */
export function plotDistance({ parameters, tables, versions }: Distance): Figure {
  const { networks, corpus, confidence, delays, ways, rounds, timeout } = parameters;
  const real = hasReal(ways);
  const look = (way: Way) => ({
    name: WAY_TITLES[way],
    colour: WAYS.indexOf(way),
    ...(isReal(way) ? { dots: true } : { dash: 'dash' as const }),
  });
  const benchmark = { label: 'B, held out (nats)' };
  const course = (
    delay: number,
    x: string,
    of: (row: Distance['tables']['course'][number]) => number,
  ): Panel => ({
    title: `${delay} ms one way`,
    x,
    y: benchmark,
    marks: ways.map((way) =>
      line(estimates(where(tables.course, { way, delay }), of, 'benchmark'), look(way)),
    ),
  });
  const againstDelay = (
    title: string,
    label: string,
    column: 'seconds' | 'ratio' | 'excess',
  ): Panel => ({
    title,
    x: { label: 'delay one way (ms)', ticks: delays },
    y: { label, zero: true },
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
  const panels = [
    ...delays.map((delay) => course(delay, 'seconds', ({ seconds }) => seconds)),
    {
      ...course(last, 'megabytes', ({ bytes }) => bytes / 1e6),
      title: `bytes, at ${last} ms`,
    },
  ];
  const totals = [
    againstDelay(`time of ${rounds} rounds`, 'seconds', 'seconds'),
    ...(real
      ? [
          againstDelay('against the prediction', 'real / predicted', 'ratio'),
          againstDelay('excess of a round', 'real − predicted (ms a round)', 'excess'),
        ]
      : []),
  ];
  const [{ compute }] = tables.summary;
  return compose({
    title: 'The cost of distance: B against time and bytes',
    rows: [...inRows(panels, 3), totals],
    caption: sentences(
      `${networks} networks at each delay, ${corpusName(corpus)}: ${networkSetting({ ...parameters, jitter: 0 }, [corpus])}.`,
      `Every message is delayed one way by the same rule on every clock; an answer may take ${timeout} s.`,
      real
        ? `Virtual clock: the prediction, rounds of c + 2d with c = ${(1000 * compute).toFixed(2)} ms of computation, measured as the time of a run in virtual time without delay on the same machine. In process: one thread; threads and libp2p: a thread for each peer, over ports or TCP on the loopback.`
        : `Virtual time: rounds of c + 2d with c = ${1000 * compute} ms of computation.`,
      'Bytes: requests, answers and gradients, 4 a number; over libp2p whole frames.',
      `Points are means over networks${networks > 1 ? `, bars and bands ${percent(confidence)} intervals` : ''}.`,
      'The paper gives no such curve.',
      version(versions),
    ),
  });
}
