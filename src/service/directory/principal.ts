import type { App, Ctx, Db, Pool, Principal, Tx } from '../context.ts';
import { isDeadlock, isUniqueViolation, retryOnce } from '../database-errors.ts';
import { inTransaction } from '../transaction.ts';
import { lockCentre } from '../use-case.ts';
import { DirectoryRefusal } from './refusal.ts';

/** Where a school's directory finds the service, under the public address. */
export const directoryPath = '/scim/v2';

/**
 * A request of a school's own directory (Entra ID, Okta, Google), which showed its token. It acts with the school's
 * authority over who is there and what they are called; rights it neither has nor gives.
 */
export type Directory<D extends Db = Pool> = Ctx<D, Principal>;

export const asDirectory = (app: App, centreId: string, correlationId: string): Directory => ({
  ...app,
  actor: { id: null, centreId, by: 'directory' },
  workspaceId: null,
  correlationId,
});

/** What a directory has to have to itself in its school; the indexes that hold it. */
const unique = ['users_email', 'users_external_id', 'users_user_name'];

/**
 * One transaction, alone in the centre, since a change may suspend a coordinator. When someone else was a moment quicker,
 * it is done again, and a second look sees what they did.
 */
export async function changeAsDirectory<O>(
  directory: Directory,
  body: (directory: Directory<Tx>) => Promise<O>,
): Promise<O> {
  const run = () =>
    inTransaction(directory, async (directory) => {
      await lockCentre(directory.db, directory.actor.centreId);
      return body(directory);
    });
  return retryOnce(run, (error) => isDeadlock(error) || unique.some((index) => isUniqueViolation(error, index)));
}

/** The versions that something may be of to be changed; nothing: whichever. */
export type Expected = readonly string[] | undefined;

/** @throws DirectoryRefusal `version-other`, where someone else has changed it since */
export function refuseOther(version: string, expected: Expected): void {
  if (expected && !expected.includes(version)) throw new DirectoryRefusal('version-other', {});
}
