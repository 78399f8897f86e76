/** What ends what was begun, the last begun first. */
export type Ends = (() => Promise<unknown>)[];

/** Runs it with a list of ends, which a failure runs at once. @returns what it made, and how to stop all of it */
export async function withEnds<T>(begin: (ends: Ends) => Promise<T>): Promise<T & { stop(): Promise<void> }> {
  const ends: Ends = [];
  const stop = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    return { ...(await begin(ends)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
