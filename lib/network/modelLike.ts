/** A tfjs `LayersModel`, as far as a peer needs it: public declarations must not need tfjs's own. */
export interface ModelLike {
  readonly inputs: readonly { readonly shape: readonly (number | null)[] }[];
  readonly outputs: readonly { readonly shape: readonly (number | null)[] }[];
  readonly predict: unknown;
  readonly trainableWeights: readonly unknown[];
}
