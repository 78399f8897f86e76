import { distance } from 'fastest-levenshtein';

/**
 * The name that was likely meant: of three letters one may be wrong, missing or too many.
 *
 * @returns nothing where none is that near
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const most = Math.ceil(name.length / 3);
  return known
    .map((each) => ({ each, far: distance(name, each) }))
    .filter(({ far }) => far <= most)
    .sort((a, b) => a.far - b.far)[0]?.each;
}

/** Whether two letters that stand side by side changed places, and nothing else. */
export function isSwapped(a: string, b: string): boolean {
  const at = [...a].findIndex((letter, n) => letter !== b[n]);
  return at >= 0 && a.length === b.length && a.slice(0, at) + a[at + 1] + a[at] + a.slice(at + 2) === b;
}
