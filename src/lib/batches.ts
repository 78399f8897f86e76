/**
 * Has what is asked for while others are under way go together with what comes next, in one batch: what each would take by itself (a
 * round trip, a commit) is then taken once for all. Who comes alone goes at once.
 *
 * @param run does what was asked for, in its order; where it fails, all of the batch fail
 * @param options.atOnce how many batches are under way at once
 * @param options.most how many go together
 * @returns asks for one; what is given up before its turn fails, and is never done
 */
export function batches<I, O>(
  run: (items: I[]) => Promise<O[]>,
  { atOnce, most }: { atOnce: number; most: number },
): (item: I, givenUp?: AbortSignal) => Promise<O> {
  let waiting: Waiting<I, O>[] = [];
  let running = 0;
  const next = async (): Promise<void> => {
    waiting = waiting.filter(({ givenUp, reject }) => {
      if (givenUp?.aborted) reject(givenUp.reason);
      return !givenUp?.aborted;
    });
    const batch = waiting.splice(0, most);
    if (batch.length === 0) return;
    running += 1;
    try {
      const results = await run(batch.map(({ item }) => item));
      for (const [i, { resolve }] of batch.entries()) resolve(results[i] as O);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    running -= 1;
    if (waiting.length > 0) void next();
  };
  return (item, givenUp) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, givenUp, resolve, reject });
      if (running < atOnce) void next();
    });
}

interface Waiting<I, O> {
  item: I;
  givenUp: AbortSignal | undefined;
  resolve(result: O): void;
  reject(error: unknown): void;
}
