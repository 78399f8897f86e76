import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work goes on between two turns at most, in milliseconds: what waits hardly notices, and turns cost little beside it. */
const turnMs = 8;
/** Rows between two turns at most, however quick they are. */
const rowsPerTurn = 500;

/**
 * Lets whatever else waits have its turn every few milliseconds: no file, however long or wide, holds up the others.
 *
 * @param perTurn how much is done between two turns at most, in whatever the work is counted in
 * @returns to be asked after each small piece of work with how much it was, and awaited where it answers with a promise
 */
export function takeTurns(perTurn = rowsPerTurn): (amount?: number) => Promise<void> | undefined {
  let done = 0;
  let begun = performance.now();
  return (amount = 1) => {
    done += amount;
    if (done < perTurn && performance.now() - begun < turnMs) return undefined;
    return nextTurn().then(begin);
  };

  function begin() {
    done = 0;
    begun = performance.now();
  }
}

/** Does something with each row, in their order; others have their turn now and then. */
export async function eachInTurns<T>(rows: Iterable<T>, work: (row: T, index: number) => unknown): Promise<void> {
  const turn = takeTurns();
  let i = 0;
  for (const row of rows) {
    work(row, i++);
    const wait = turn();
    if (wait) await wait;
  }
}

/** What becomes of each row, in their order, by {@link eachInTurns}. */
export async function mapInTurns<T, R>(rows: Iterable<T>, of: (row: T, index: number) => R): Promise<R[]> {
  const all: R[] = [];
  await eachInTurns(rows, (row, i) => all.push(of(row, i)));
  return all;
}

/** Rows of a part: a millisecond or two of work. */
const rowsPerPart = 100;

/** Rows in small parts, others having their turn between two. */
export async function* partsInTurns<T>(rows: readonly T[]): AsyncGenerator<T[]> {
  const turn = takeTurns();
  for (let at = 0; at < rows.length; at += rowsPerPart) {
    await turn(rowsPerPart);
    yield rows.slice(at, at + rowsPerPart);
  }
}
