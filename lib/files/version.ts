import { packageVersion } from '#host/version.js';

/** The software that wrote a result. */
export interface Versions {
  readonly workbench: string;
  /** The definitions of a run that are not the library's, by kind and name; absent where there are none. */
  readonly definitions?: Readonly<Record<string, DefinitionSource>>;
}

/** The text that a definition has been made from. */
export interface DefinitionSource {
  /** The name of its module's file; absent where it was made in the calling thread. */
  readonly file?: string;
  /** Of the module's text, or of the definition's functions and values, in hexadecimal. */
  readonly sha256: string;
}

/** This package's version. */
export function versions(): Versions {
  return { workbench: packageVersion() };
}
