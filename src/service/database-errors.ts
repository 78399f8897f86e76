import { isConnectionProblem, OutcomeUnknown, serverErrorIn } from '../../db/errors.ts';

/** Whether the database refused a row because another holds the same, by the name of the index that says so. */
export function isUniqueViolation(error: unknown, index: string): boolean {
  const said = serverErrorIn(error);
  return said?.code === '23505' && said.constraint === index;
}

/** Whether access was given to a site that had just left the school. */
export function isSiteGone(error: unknown): boolean {
  const said = serverErrorIn(error);
  return said?.code === '23503' && said.constraint === 'site_access_centre_id_site_centre_sites_centre_id_site_fk';
}

/** Whether two transactions waited for each other, and the database ended this one: nothing of it was done. */
export const isDeadlock = (error: unknown): boolean => serverErrorIn(error)?.code === '40P01';

/** Runs it, and once more where it failed because of someone who was a moment quicker: the second run sees what they did. */
export async function retryOnce<O>(run: () => Promise<O>, isPassing: (error: unknown) => boolean): Promise<O> {
  try {
    return await run();
  } catch (error) {
    if (isPassing(error)) return run();
    throw error;
  }
}

/**
 * PostgreSQL's codes for "not now": no connection (08), none that it gives us (28, 3D000, 55000), none left (53300), no room on
 * the disk (53100) or in memory (53200), to be read only (25006), going down or not up yet (57P), ended for taking too long
 * (57014, 25P03, 55P03), or for another that was quicker (40).
 */
const notNow = /^(08...|28...|3D000|40...|53...|25006|25P03|55000|55P03|57P0[1-5]|57014)$/;

/** Whether the database could not be reached, or could not do it now: nothing was done, and to try again may help. */
export function isDatabaseAway(error: unknown): boolean {
  if (isOutcomeUnknown(error)) return false;
  const code = serverErrorIn(error)?.code;
  return isConnectionProblem(error) || (code !== undefined && notNow.test(code));
}

/** Whether the connection ended at the moment of the commit, or soon after: it may have been done. */
export const isOutcomeUnknown = (error: unknown): boolean => error instanceof OutcomeUnknown;

/** The same error, of something of which a part was committed before: that the database went away no longer means that nothing was done. */
export const afterCommit = (error: unknown): unknown =>
  isDatabaseAway(error) ? new OutcomeUnknown('The database went away after a commit.', { cause: error }) : error;
