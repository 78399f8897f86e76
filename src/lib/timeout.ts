/** How long a person waits for an answer, in milliseconds: longer than the database takes to give up by itself. */
export const timeoutMs = 40_000;

/**
 * What the work comes to, or something else where it takes longer than this: a database that hangs without a word would
 * else leave people without one too. The work itself goes on.
 */
export async function withTimeout<T>(work: Promise<T>, ms: number, otherwise: () => T): Promise<T> {
  let bell: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    bell = setTimeout(() => resolve(otherwise()), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(bell);
  }
}

/** Whether it is there within this time, in milliseconds; a failure counts as there. */
export function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  if (ms <= 0) return Promise.resolve(false);
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(false), ms);
    const there = () => {
      clearTimeout(late);
      resolve(true);
    };
    work.then(there, there);
  });
}
