import { maxMentioned, type Sender } from '../../src/bot/inbound.ts';
import { openCache } from '../../src/lib/cache.ts';
import type { Changes } from '../../src/lib/changes.ts';

/** What a workspace says of someone. */
export interface Person {
  standing: Sender['standing'];
  /** Only one that the workspace vouches for. */
  email?: string;
}

/** Someone, as the platform knows them. */
export interface PersonId {
  workspace: string;
  user: string;
}

/** People who were looked up. */
export interface People<P extends Person> {
  find(id: PersonId, lookUp: () => Promise<P>): Promise<P>;
  /** Something about this person has changed: every copy of the program asks about them anew. */
  forget(user: string): Promise<void>;
}

/** How long what the platform said of a person is good for, in milliseconds; sooner when it tells of a change. */
const ttlMs = 5 * 60_000;
/** More people than write to the bot within that time, even at a large school. */
const max = 2_000;

/** @param changes of people, by the platform's id of each */
export function openPeople<P extends Person>(changes: Changes): People<P> {
  const people = openCache<P>({ max, ttlMs, changes, restsOn: (key, user) => key.startsWith(`${user} `) });
  return {
    find: ({ workspace, user }, lookUp) => people.get(`${user} ${workspace}`, lookUp),
    forget(user) {
      // Here at once, whether or not the database is there.
      people.forget(user);
      return changes.announce(user);
    },
  };
}

/** The e-mail of a member; that of anyone else opens nothing here. */
export const memberEmail = ({ standing, email }: Person): string | undefined =>
  standing === 'member' ? email : undefined;

/** The people whom a line mentions, the first few of them, by the platform's ids. */
export async function findMentioned<P extends Person>(
  users: string[],
  find: (user: string) => Promise<P>,
): Promise<Map<string, P>> {
  const people = new Map<string, P>();
  for (const user of [...new Set(users)].slice(0, maxMentioned)) people.set(user, await find(user));
  return people;
}

/** The e-mails of the members among these, by their ids. */
export function emailsOf(people: Iterable<[string | undefined, Person]>): Record<string, string> {
  const emails: Record<string, string> = {};
  for (const [id, person] of people) {
    const email = memberEmail(person);
    if (id && email) emails[id] = email;
  }
  return emails;
}
