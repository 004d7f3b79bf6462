/*
 * The readings of figure 4: what the paper leaves open, one thing changed at a time from the base, and pairs where one
 * choice alone says little. The base is figure 4's setting, moved to rest.
 */
import { ANCHORS, DYNAMICS, DYNAMICS_NAMES, OWN_INPUTS } from '../../market/index.js';
import { libraryNamesOf } from '../../parameters/registry.js';
import { trainedSize } from '../market/trainedHessians.js';
import { SOURCES, type ReadingsParameters } from './parameters.js';

/** The part of the model that a reading changes. */
export const GROUPS = [
  'base',
  'dynamics',
  'stop',
  'sign',
  'anchor',
  'own input',
  'hessians',
  'interaction',
] as const;

export type Group = (typeof GROUPS)[number];

/** One reading: all parameters, and its name. */
export interface Variant extends ReadingsParameters {
  readonly group: Group;
  readonly reading: string;
  /** Whether the loss counts against the payoff, or for it: the plus sign of (15). */
  readonly sign: 'against' | 'for';
  /** Steps from random rows at which the descent ends, with the paper's λ; null: at rest. */
  readonly stop: number | null;
}

/** Every reading of a study, in order. */
export function variants(values: ReadingsParameters): Variant[] {
  const base: Variant = { ...values, group: 'base', reading: 'base', sign: 'against', stop: null };
  const reading = (group: Group, name: string, changed: Partial<Variant>): Variant => ({
    ...{ ...base, ...changed, group, reading: name },
  });
  const others = <V extends string>(all: readonly V[], own: string): V[] =>
    all.filter((value) => value !== own);
  return [
    base,
    ...others(libraryNamesOf(DYNAMICS_NAMES), values.dynamics).map((dynamics) =>
      reading('dynamics', DYNAMICS[dynamics].title, { dynamics }),
    ),
    ...values.stops.map((stop) => reading('stop', `${stop} steps`, { stop })),
    // (15) has a plus sign: with the anchor of (16) it is the paper to the letter.
    ...(['open', 'initial'] as const).map((anchor) =>
      reading('sign', `plus sign, ${anchor}`, { sign: 'for', anchor }),
    ),
    // An anchor that the market learns is a reading as soon as the list has it.
    ...others(ANCHORS, values.anchor).map((anchor) =>
      reading('anchor', `anchor ${anchor}`, { anchor }),
    ),
    ...others(OWN_INPUTS, values.ownInput).map((ownInput) =>
      reading('own input', `own input ${ownInput}`, { ownInput }),
    ),
    ...ensembles(base, reading),
  ];
}

/** Hessians of every source at every temperature, and without interaction. */
function ensembles(
  base: Variant,
  reading: (group: Group, name: string, changed: Partial<Variant>) => Variant,
): Variant[] {
  const sources = SOURCES.filter((source) => source !== 'trained' || trainedFits(base));
  const temperatures = [base.temperature, ...base.temperatures];
  const found = sources.flatMap((hessians) =>
    temperatures
      .filter((T) => T !== base.temperature || hessians !== base.hessians)
      .map((temperature) => {
        const name = temperature === base.temperature ? '' : `, T = ${temperature}`;
        const changed = { ...sourceOf(hessians), temperature };
        return reading('hessians', `${hessians}${name}`, changed);
      }),
  );
  const apart = sources
    .filter((hessians) => hessians !== 'diagonal')
    .map((hessians) =>
      reading('interaction', `${hessians}, ι = 0`, { ...sourceOf(hessians), interaction: 0 }),
    );
  return [...found, ...apart];
}

/** A source of Hessians, with the number of peers that trained networks have. */
function sourceOf(hessians: (typeof SOURCES)[number]): Partial<Variant> {
  return hessians === 'trained' ? { hessians, peers: trainedSize().peers } : { hessians };
}

/** Trained networks have their own number of peers, which a list of stakes must fit. */
function trainedFits({ stake }: ReadingsParameters): boolean {
  return !Array.isArray(stake) || stake.length === trainedSize().peers;
}
