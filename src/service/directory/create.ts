import { randomUUID } from 'node:crypto';
import { sanitizeDirectoryName, sanitizeEmail, sanitizeName, sanitizeNames } from '../people/details.ts';
import { insertPeople } from '../people/insert.ts';
import { suspend } from '../people/suspend.ts';
import { refuseWrong } from './checks.ts';
import { lockMember, type Member, readMember } from './member.ts';
import { changeAsDirectory, type Directory } from './principal.ts';

export interface NewMember {
  userName: string;
  /** Where the directory sends one beside the user name. */
  email?: string;
  firstName: string;
  lastName: string;
  active: boolean;
  externalId?: string | null;
}

/**
 * Adds a teacher, who is mailed the invitation. Programmes and their sites come with the directory's groups; until then
 * there is no site that they could sign in to, which in chat would be a slip of the pen.
 *
 * @throws Refusal, DirectoryRefusal
 */
export async function createMember(directory: Directory, given: NewMember): Promise<Member> {
  const id = randomUUID();
  const userName = sanitizeName(given.userName);
  const details = {
    ...sanitizeNames({
      firstName: sanitizeDirectoryName(given.firstName),
      lastName: sanitizeDirectoryName(given.lastName),
    }),
    email: sanitizeEmail(given.email ?? userName),
    externalId: given.externalId || null,
  };
  return changeAsDirectory(directory, async (directory) => {
    await refuseWrong(directory, { ...details, userName });
    const kept = { id, ...details, userName: given.email === undefined ? null : userName };
    await insertPeople(directory, [{ ...kept, role: 'teacher', programmes: [], sites: [], siteAdminOf: [] }]);
    // The invitation's link is void by that, and so its mail is not sent.
    if (!given.active) await suspend(directory, (await lockMember(directory, id)).person);
    return readMember(directory, id);
  });
}
