/**
 * Has what is asked for while others are under way go together with what comes next, in one batch: what each would take by itself (a
 * round trip, a commit) is then taken once for all. Who comes alone goes at once.
 *
 * @param run does what was asked for, in its order; where it fails, all of the batch fail
 * @param atOnce how many batches are under way at once
 */
export function batches<I, O>(run: (items: I[]) => Promise<O[]>, atOnce: number): (item: I) => Promise<O> {
  let waiting: { item: I; resolve(result: O): void; reject(error: unknown): void }[] = [];
  let running = 0;
  const next = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
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
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (running < atOnce) void next();
    });
}
