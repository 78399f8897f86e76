import { maxExported } from '../words/usage-limits.ts';

/** Rows that are read at a time of a list that is taken out whole: some ten milliseconds of work. */
const perPage = 250;

/**
 * A list, page after page, as far as a file may go. What others change meanwhile is in it or not.
 *
 * @param readPage the rows after a place in the list; from its beginning where there is none
 * @param placeOf where a row stands in it
 * @returns beside it where the rest begins after, if there is more
 */
export async function allPages<T, P>(
  readPage: (after: P | undefined, limit: number) => Promise<T[]>,
  placeOf: (row: T) => P,
): Promise<{ rows: T[]; next?: P }> {
  const all: T[] = [];
  for (let after: P | undefined; ; ) {
    const rows = await readPage(after, perPage);
    all.push(...rows);
    const last = rows.at(-1);
    if (!last || rows.length < perPage) return { rows: all };
    after = placeOf(last);
    if (all.length >= maxExported) return { rows: all, next: after };
  }
}
