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
