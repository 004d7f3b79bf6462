declare module 'jstat' {
  /** The quantiles of Student's t. */
  export const jStat: {
    readonly studentt: { inv(probability: number, degreesOfFreedom: number): number };
  };
}
