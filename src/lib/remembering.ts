/**
 * The same function, but that works each text out once: for the cells of a file, of which most are the same few. What it knows lasts as
 * long as it does itself.
 */
export function remembering<T>(of: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  // Most cells say what the one above says: the same text, which is told at a glance.
  let last: string | undefined;
  let lastFound: T | undefined;
  return (text) => {
    if (text === last) return lastFound as T;
    let found = known.get(text);
    if (found === undefined && !known.has(text)) {
      found = of(text);
      known.set(text, found);
    }
    last = text;
    lastFound = found;
    return found as T;
  };
}
