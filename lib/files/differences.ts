function text(value: unknown): string {
  return (value === undefined ? 'nothing' : JSON.stringify(value)).slice(0, 60);
}

/** The fields in which a file's header differs from the wanted one, as JSON: `seed 7 instead of 9`. */
export function differences(
  found: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, unknown>>,
): string[] {
  const names = new Set([...Object.keys(found), ...Object.keys(wanted)]);
  return [...names]
    .filter((name) => JSON.stringify(found[name]) !== JSON.stringify(wanted[name]))
    .map((name) => `${name} ${text(found[name])} instead of ${text(wanted[name])}`);
}
