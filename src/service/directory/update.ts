import { eq } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { isSameEmail } from '../../words/read-email.ts';
import { audit, event } from '../audit/event.ts';
import type { Tx } from '../context.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { changeEmail } from '../passwords/change-email.ts';
import { sendLink } from '../passwords/links.ts';
import { checkEmail, sanitizeDirectoryName, sanitizeEmail, sanitizeName, sanitizeNames } from '../people/details.ts';
import type { Person } from '../people/person.ts';
import { reactivateAll } from '../people/reactivate.ts';
import { suspend } from '../people/suspend.ts';
import { doubtTiesOf } from '../workspaces/ties.ts';
import { refuseWrong } from './checks.ts';
import { lockMember, type Member, readMember } from './member.ts';
import { changeAsDirectory, type Directory, type Expected, refuseOther } from './principal.ts';
import { DirectoryRefusal } from './refusal.ts';

/** What is to be as given; what is not given stays. */
export interface MemberChange {
  userName?: string;
  /** Nothing: there is none any more beside the user name. */
  email?: string | null;
  firstName?: string;
  lastName?: string;
  active?: boolean;
  externalId?: string | null;
}

/**
 * Brings someone to what the directory says. A new e-mail takes effect at once, for whose address is whose the directory
 * is the school's own word; the old address is told. Not active is suspended, and active again reactivated.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal, DirectoryRefusal
 */
export async function updateMember(
  directory: Directory,
  id: string,
  change: MemberChange,
  expected?: Expected,
): Promise<Member> {
  return changeAsDirectory(directory, async (directory) => {
    let { person, member } = await lockMember(directory, id);
    refuseOther(member.version, expected);
    if (change.active === true && person.status === 'suspended') person = await comeBack(directory, person);
    await changeDetails(directory, person, member, change);
    if (change.active === false && person.status !== 'suspended') await suspend(directory, person);
    return readMember(directory, id);
  });
}

/** Someone who never set a password needs a new link: the old one was voided, and nobody sits there to send another. */
async function comeBack(directory: Directory<Tx>, suspended: Person): Promise<Person> {
  const [person = suspended] = await reactivateAll(directory, [suspended]);
  if (person.status === 'invited') await sendLink(directory, person, 'set-up', directory.correlationId);
  return person;
}

type Kept = Pick<typeof users.$inferSelect, 'firstName' | 'lastName' | 'externalId' | 'userName'>;
type Wanted = Partial<Kept> & { email?: string };

async function changeDetails(
  directory: Directory<Tx>,
  person: Person,
  member: Member,
  change: MemberChange,
): Promise<void> {
  const { correlationId } = directory;
  const now = await readKept(directory.db, person.id);
  const { email, ...next } = wanted(person, now, change);
  const changed = (Object.keys(next) as (keyof typeof next)[]).filter(
    (k) => next[k] !== undefined && next[k] !== now[k],
  );
  const moves = email !== undefined && email !== person.email;
  if (changed.length === 0 && !moves) return;
  const differing = Object.fromEntries(changed.map((k) => [k, next[k]]));
  const userName = (next.userName === undefined ? now.userName : next.userName) ?? email ?? person.email;
  await refuseWrong(directory, {
    id: person.id,
    firstName: next.firstName ?? undefined,
    lastName: next.lastName ?? undefined,
    externalId: next.externalId,
    ...(moves && { email }),
    userName: isSameEmail(userName, member.userName) ? undefined : userName,
  });
  if (changed.length > 0) await directory.db.update(users).set(differing).where(eq(users.id, person.id));
  if (changed.includes('userName')) await doubtTiesOf(directory.db, person.id);
  if (moves) {
    await changeEmail(directory, person, email, correlationId);
    // A mistyped address of someone who never came is a stranger's.
    if (person.status !== 'invited')
      await queueMail(directory, person, 'email-changed', correlationId, { address: person.email });
  }
  const details = { changed: [...changed, ...(moves ? ['email'] : [])] };
  await audit(directory, { ...event(directory, 'user.edit', person.id), details });
}

async function readKept(tx: Tx, id: string): Promise<Kept> {
  const { firstName, lastName, externalId, userName } = users;
  const [kept] = await tx.select({ firstName, lastName, externalId, userName }).from(users).where(eq(users.id, id));
  if (!kept) throw new Error(`no user ${id}`);
  return kept;
}

/** What is to be kept. The e-mail follows the user name until the directory sends an e-mail of its own. */
function wanted(person: Person, now: Pick<Kept, 'userName'>, change: MemberChange): Wanted {
  const named = change.userName === undefined ? undefined : sanitizeName(change.userName);
  const details = {
    ...((change.firstName !== undefined || change.lastName !== undefined) &&
      sanitizeNames({
        firstName: sanitizeDirectoryName(change.firstName ?? person.firstName),
        lastName: sanitizeDirectoryName(change.lastName ?? person.lastName),
      })),
    externalId: change.externalId === undefined ? undefined : change.externalId || null,
  };
  const userName = named ?? now.userName ?? person.email;
  if (typeof change.email === 'string') return { ...details, userName, email: sanitizeEmail(change.email) };
  if (change.email === null) {
    if (checkEmail(sanitizeEmail(userName))) throw new DirectoryRefusal('user-name-no-email', {});
    return { ...details, userName: null, email: sanitizeEmail(userName) };
  }
  if (named === undefined) return details;
  const follows = now.userName === null && !checkEmail(sanitizeEmail(named));
  return follows ? { ...details, email: sanitizeEmail(named) } : { ...details, userName: named };
}
