import { randomMarket, type Market } from '../../../lib/entry/index.js';

/** The residual of a descent whose next step overflows is infinite. */
export const overflows = (_: unknown[], place: string): boolean =>
  /^(\.\d+)?\.residual is Infinity$/.test(place);

/** A market of three peers; every optional field is given. */
export function smallMarket(): Market {
  const market = randomMarket({
    peers: 3,
    seed: 1,
    temperature: 0.5,
    ratio: 10,
    anchor: 'initial',
  });
  return { ...market, ownInput: 'masked' };
}
