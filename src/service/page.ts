/** Which page of a list: the one that begins after a place in it, or ends before one; the first where neither is given. */
export interface Turn<P> {
  after?: P;
  before?: P;
}

export interface PageOf<T, P> {
  rows: T[];
  /** The page after this begins after it; nothing on the last. */
  next?: P;
  /** The page before this ends before it; nothing on the first. */
  previous?: P;
}

/**
 * A page of a list, with the ways to those beside it. What others add or take away meanwhile moves no page.
 *
 * @param read rows in the list's order, after a place or from its beginning; before a place the nearest first
 * @param placeOf where a row stands in it
 */
export async function readPage<T, P>(
  read: (turn: Turn<P>, limit: number) => Promise<T[]>,
  placeOf: (row: T) => P,
  { after, before }: Turn<P>,
  limit: number,
): Promise<PageOf<T, P>> {
  if (before !== undefined) {
    const found = await read({ before }, limit + 1);
    // So near its beginning that the first page is the one.
    if (found.length <= limit) return readPage(read, placeOf, {}, limit);
    const rows = found.slice(0, limit).reverse();
    return { rows, ...ends(rows, placeOf, { isFirst: false, isLast: false }) };
  }
  const found = await read(after === undefined ? {} : { after }, limit + 1);
  const rows = found.slice(0, limit);
  return { rows, ...ends(rows, placeOf, { isFirst: after === undefined, isLast: found.length <= limit }) };
}

function ends<T, P>(rows: T[], placeOf: (row: T) => P, { isFirst, isLast }: { isFirst: boolean; isLast: boolean }) {
  const [first] = rows;
  const last = rows.at(-1);
  return {
    ...(last && !isLast && { next: placeOf(last) }),
    ...(first && !isFirst && { previous: placeOf(first) }),
  };
}
