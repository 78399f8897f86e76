/**
 * The same function, but that works each text out once: for the cells of a file, of which most are the same few. What it knows lasts as
 * long as it does itself.
 */
export function remembering<T>(of: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const there = known.get(text);
    if (there !== undefined || known.has(text)) return there as T;
    const found = of(text);
    known.set(text, found);
    return found;
  };
}
