/*
 * Loaded before a peer by `--require`: the clock of a host that differs from others, by CLOCK_SHIFT milliseconds of the date
 * and a pace of CLOCK_PACE.
 */
const shift = Number(process.env.CLOCK_SHIFT ?? 0);
const pace = Number(process.env.CLOCK_PACE ?? 1);

const steady = performance.now.bind(performance);
performance.now = () => pace * steady();

const Genuine = Date;
const now = (): number => Math.round(shift + Genuine.now());
globalThis.Date = new Proxy(Genuine, {
  construct: (of, words: readonly number[]) =>
    words.length === 0 ? new of(now()) : new of(...(words as [number])),
  apply: () => new Genuine(now()).toString(),
  get: (of, name) => (name === 'now' ? now : (Reflect.get(of, name) as unknown)),
});
