/** The part of a tfjs `LayersModel` that a peer needs; public declarations do not depend on tfjs's types. */
export interface ModelLike {
  readonly inputs: readonly { readonly shape: readonly (number | null)[] }[];
  readonly outputs: readonly { readonly shape: readonly (number | null)[] }[];
  readonly predict: unknown;
  readonly trainableWeights: readonly unknown[];
}
