/** Whether the database refused a row because another holds the same, by the name of the index that says so. */
export function isUniqueViolation(error: unknown, index: string): boolean {
  const { code, constraint_name: name } = causeOf(error);
  return code === '23505' && name === index;
}

/** Whether two transactions waited for each other, and the database ended this one: nothing of it was done. */
export const isDeadlock = (error: unknown): boolean => causeOf(error).code === '40P01';

/** Runs it, and once more where it failed because of someone who was a moment quicker: the second run sees what they did. */
export async function retryOnce<O>(run: () => Promise<O>, isPassing: (error: unknown) => boolean): Promise<O> {
  try {
    return await run();
  } catch (error) {
    if (isPassing(error)) return run();
    throw error;
  }
}

/** Codes of PostgreSQL, of the system and of the driver for "it isn't there, or not now". */
const away =
  /^(08...|53300|57P0[1-5]|57014|ECONN.*|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOENT|CONNECT.*|CONNECTION_.*)$/;

/** Whether the database could not be reached, or did not answer in time: to try again may help. */
export function isDatabaseAway(error: unknown): boolean {
  const { code } = causeOf(error);
  return typeof code === 'string' && away.test(code);
}

/** What the driver said, under what Drizzle wraps around it. */
function causeOf(error: unknown): { code?: unknown; constraint_name?: unknown } {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return typeof cause === 'object' && cause !== null ? cause : {};
}
