/** One piece of work: a network of a study at one setting of its parameters, as plain data. */
export interface Task {
  /** The study's name in `STUDIES`. */
  readonly study: string;
  readonly network: number;
  /** The parameters overlaid with the setting. */
  readonly values: { readonly seed: number } & Readonly<Record<string, unknown>>;
}
