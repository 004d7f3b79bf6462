/** A section of a page that the search finds. */
export interface Section {
  readonly id: number;
  /** The page with its anchor, from the site's folder. */
  readonly path: string;
  readonly page: string;
  readonly title: string;
  readonly text: string;
}

/** The options of the index, for its making and its reading. */
export const INDEX = {
  fields: ['title', 'page', 'text'],
  storeFields: ['path', 'page', 'title', 'text'],
};
