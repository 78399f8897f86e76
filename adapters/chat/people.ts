import { maxMentioned, type Sender } from '../../src/bot/inbound.ts';
import { openCache } from '../../src/lib/cache.ts';
import type { Changes } from '../../src/lib/changes.ts';
import { lookTtlMs } from '../../src/words/looks.ts';

/** What a workspace says of someone. */
export interface Person {
  standing: Sender['standing'];
  /** Only one that the workspace vouches for. */
  email?: string;
  /** What they are called there. */
  name?: string;
}

/** Someone, as the platform knows them. */
export interface PersonId {
  workspace: string;
  user: string;
}

/** Someone who was looked at, by the platform's id that accounts are tied to. */
export interface Seen {
  person: string;
  /** A full member. */
  member: boolean;
  email: string | undefined;
}

/** Whoever keeps which account is whose hears what platforms say of people, before anyone acts on it. */
export interface Ties {
  /** What was seen of people of a workspace: whose tie no longer holds loses it. */
  seen(workspace: string, people: Seen[]): Promise<void>;
  /** The platform told of a change of someone: nothing goes to them before they are looked at again. */
  doubt(person: string): Promise<void>;
}

/** People who were looked up. */
export interface People<P extends Person> {
  find(id: PersonId, lookUp: () => Promise<P>): Promise<P>;
  /** The same, whatever is remembered. */
  findAnew(id: PersonId, lookUp: () => Promise<P>): Promise<P>;
  /** Something about this person has changed: every copy of the program asks about them anew. */
  forget(user: string): Promise<void>;
  /** The platform told by itself what they are now. */
  saw(id: PersonId, person: P): Promise<void>;
}

/** More people than write to the bot within the time that a look is trusted, even at a large school. */
const max = 2_000;

interface Options<P extends Person> {
  /** Of people, by the platform's id of each. */
  changes: Changes;
  ties: Ties;
  /** The id that accounts are tied to, of someone who was asked for by this one. */
  tiedBy?: (person: P, user: string) => string;
}

export function openPeople<P extends Person>({ changes, ties, tiedBy = (_, user) => user }: Options<P>): People<P> {
  const people = openCache<P>({ max, ttlMs: lookTtlMs, changes, restsOn: (key, user) => key.startsWith(`${user} `) });
  /** What was told of each look. */
  const told = new WeakMap<P, Promise<void>>();
  const tell = (person: P, { workspace, user }: PersonId): Promise<void> => {
    const before = told.get(person);
    if (before) return before;
    // Where the database is away it is told when they are looked for again; until then nobody can do or be sent anything.
    const telling = ties.seen(workspace, [seenIn(person, tiedBy(person, user))]).catch(() => void told.delete(person));
    told.set(person, telling);
    return telling;
  };
  const find: People<P>['find'] = async (id, lookUp) => {
    const person = await people.get(`${id.user} ${id.workspace}`, lookUp);
    await tell(person, id);
    return person;
  };
  return {
    find,
    findAnew(id, lookUp) {
      people.forget(id.user);
      return find(id, lookUp);
    },
    saw: ({ workspace, user }, person) => ties.seen(workspace, [seenIn(person, tiedBy(person, user))]),
    async forget(user) {
      // Here at once, whether or not the database is there.
      people.forget(user);
      await Promise.all([changes.announce(user), ties.doubt(user)]);
    },
  };
}

/** Someone as they were seen; what is vouched for of anyone but a member opens nothing. */
export const seenIn = (person: Person, id: string): Seen => ({
  person: id,
  member: person.standing === 'member',
  email: memberEmail(person),
});

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
