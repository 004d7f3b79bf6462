/*
 * A TypeDoc plugin: a link of a comment to a name that another subpath exports leads there.
 */

/** Resolves a name to its first export among the subpaths. */
export function load(app) {
  app.converter.addUnknownSymbolResolver(({ symbolReference }, from, part) => {
    const [{ path: name } = {}, ...rest] = symbolReference?.path ?? [];
    if (part === undefined || name === undefined || rest.length > 0) return undefined;
    const exported = from.project.children?.flatMap(({ children }) => children ?? []);
    const target = exported?.find((found) => found.name === name);
    return target && { target };
  });
}
