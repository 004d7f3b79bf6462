import { type YumaOptions } from '../../market/index.js';

/** The rules of bonds that pay validators, as options of Yuma consensus. */
export const BOND_RULES = {
  yuma1: { version: 'yuma1' },
  yuma2: { version: 'yuma2' },
  yuma3: { version: 'yuma3' },
  liquid: { version: 'yuma3', liquidAlpha: true },
} as const satisfies Record<string, YumaOptions>;

export type BondRule = keyof typeof BOND_RULES;
export const BOND_RULE_NAMES = Object.keys(BOND_RULES) as BondRule[];

/** Titles for figures. */
export const BOND_RULE_TITLES: Readonly<Record<BondRule, string>> = {
  ...{ yuma1: 'Yuma 1', yuma2: 'Yuma 2', yuma3: 'Yuma 3', liquid: 'Yuma 3 liquid' },
};
