import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long work goes on between two turns at most, in milliseconds: what waits hardly notices, and turns cost little beside it. */
const turnMs = 8;
/** Rows between two turns at most, however quick they are. */
const rowsPerTurn = 500;
/** Pieces of work between two looks at the clock at most, while they are quick: a look takes as long as a row of some kinds. */
const piecesPerLook = 16;

/**
 * Lets whatever else waits have its turn every few milliseconds: no file, however long or wide, holds up the others.
 *
 * @param perTurn how much is done between two turns at most, in whatever the work is counted in
 * @returns to be asked after each small piece of work with how much it was, and awaited where it answers with a promise
 */
export function takeTurns(perTurn = rowsPerTurn): (amount?: number) => Promise<void> | undefined {
  let done = 0;
  let begun = performance.now();
  let looked = begun;
  let unseen = 0;
  let pieces = 1;
  return (amount = 1) => {
    done += amount;
    unseen += 1;
    if (done < perTurn && (unseen < pieces || isEarly())) return undefined;
    return nextTurn().then(begin);
  };

  function isEarly(): boolean {
    const now = performance.now();
    // So many that the next look comes within a quarter of the time, if they are as quick as these.
    const each = (now - looked) / unseen;
    pieces = Math.min(piecesPerLook, 1 + Math.floor(turnMs / 4 / Math.max(each, 0.001)));
    looked = now;
    unseen = 0;
    return now - begun < turnMs;
  }

  function begin() {
    done = 0;
    unseen = 0;
    begun = performance.now();
    looked = begun;
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
