import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Lets whatever else waits have its turn each time so much work is done: no file, however long, holds up the others.
 *
 * @param perTurn how much is done between two turns, in whatever the work is counted in: some milliseconds' worth
 * @returns to be awaited after each piece of work, with how much it was
 */
export function takeTurns(perTurn: number): (amount?: number) => Promise<void> | undefined {
  let done = 0;
  return (amount = 1) => {
    done += amount;
    if (done < perTurn) return undefined;
    done = 0;
    return nextTurn();
  };
}

/** Rows of a file between two turns: a millisecond or two of work, whichever it is. */
const rowsPerTurn = 500;

/** Does something with each row, in their order; others have their turn after every few hundred, or as many as is said. */
export async function eachInTurns<T>(
  rows: readonly T[],
  work: (row: T, index: number) => unknown,
  perTurn = rowsPerTurn,
): Promise<void> {
  const turn = takeTurns(perTurn);
  for (const [i, row] of rows.entries()) {
    work(row, i);
    await turn();
  }
}

/** What becomes of each row, in their order, by {@link eachInTurns}. */
export async function mapInTurns<T, R>(rows: readonly T[], of: (row: T, index: number) => R): Promise<R[]> {
  const all: R[] = [];
  await eachInTurns(rows, (row, i) => all.push(of(row, i)));
  return all;
}

/** Rows in parts of {@link rowsPerTurn}, others having their turn between two. */
export async function* partsInTurns<T>(rows: readonly T[]): AsyncGenerator<T[]> {
  for (let at = 0; at < rows.length; at += rowsPerTurn) {
    if (at > 0) await nextTurn();
    yield rows.slice(at, at + rowsPerTurn);
  }
}
