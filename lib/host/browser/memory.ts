/** The most bytes that arrays of a page can take: browsers do not tell; tabs of phones end near 2 GiB. */
export function memoryBytes(): number {
  return 2 ** 31;
}
