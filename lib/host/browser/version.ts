/** Written by the bundler. */
declare const WORKBENCH_VERSION: string;

/** The version of the package. */
export function packageVersion(): string {
  return WORKBENCH_VERSION;
}
