import { and, eq, ne, type SQL } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import type { Tx } from '../context.ts';
import { emailsInUse, inUseRefusal } from '../people/check-rows.ts';
import { checkEmail, checkName } from '../people/details.ts';
import { inCentre, isCalled } from './member.ts';
import type { Directory } from './principal.ts';
import { DirectoryRefusal } from './refusal.ts';

const maxUserName = 254;
export const maxExternalId = 255;

/** What is to be about someone; what is not given is not looked at. */
interface Details {
  /** Nobody, where they are new. */
  id?: string;
  firstName?: string;
  lastName?: string;
  email?: string;
  userName?: string;
  externalId?: string | null;
}

/** @throws Refusal or DirectoryRefusal, the first that there is */
export async function refuseWrong(directory: Directory<Tx>, given: Details): Promise<void> {
  const { id, firstName, lastName, email, userName, externalId } = given;
  if (userName !== undefined) {
    if (userName === '') throw new DirectoryRefusal('user-name-missing', {});
    if ([...userName].length > maxUserName) throw new DirectoryRefusal('user-name-long', { max: maxUserName });
  }
  const wrong =
    (firstName !== undefined && checkName('first', firstName)) ||
    (lastName !== undefined && checkName('last', lastName)) ||
    (email !== undefined && checkEmail(email));
  if (wrong) throw wrong;
  if (email !== undefined) {
    const [use] = await emailsInUse(directory.db, [email]);
    const used = use?.by?.userId === id ? undefined : inUseRefusal(directory, use?.by);
    if (used) throw used;
  }
  if (userName !== undefined && (await isOthers(directory, id, isCalled(userName)))) {
    throw new DirectoryRefusal('user-name-used', {});
  }
  if (typeof externalId === 'string') {
    if ([...externalId].length > maxExternalId) throw new DirectoryRefusal('external-id-long', { max: maxExternalId });
    if (await isOthers(directory, id, eq(users.externalId, externalId))) {
      throw new DirectoryRefusal('external-id-used', {});
    }
  }
}

async function isOthers({ db, actor }: Directory<Tx>, id: string | undefined, which: SQL): Promise<boolean> {
  const [other] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(inCentre(actor.centreId), which, id ? ne(users.id, id) : undefined))
    .limit(1);
  return other !== undefined;
}
