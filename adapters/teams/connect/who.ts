import type { Sender } from '../../../src/bot/inbound.ts';
import { openCache } from '../../../src/lib/cache.ts';
import { type Api, isClosedToUs, isStatus, type Member, TeamsError } from './api.ts';

/** What a tenant says of someone. */
export interface Person {
  standing: Sender['standing'];
  /** The Entra id. */
  person?: string;
  email?: string;
}

/** How long what Teams said of a person is good for, in milliseconds. */
const ttlMs = 5 * 60_000;
/** More people than write to the bot within that time, even at a large school. */
const maxPeople = 2_000;

/** Someone in a tenant, by their Entra id or by what Teams calls them towards the bot. */
export interface Id {
  tenant: string;
  user: string;
}

/** Where someone may be looked up. */
export interface Roster {
  api: Api;
  conversation: string;
}

export interface Who {
  /**
   * Asks the rosters in turn until one is open to us.
   *
   * @throws TeamsError when Teams can't say
   */
  look(id: Id, rosters: (() => Promise<Roster | undefined>)[]): Promise<Person>;
  /** Something about this person has changed. */
  forget(user: string): void;
}

/** Looks people up, and remembers for some minutes what Teams said. */
export function openWho(): Who {
  const people = openCache<Person>({ max: maxPeople, ttlMs });
  return {
    async look(id, rosters) {
      try {
        return await people.get(`${id.user} ${id.tenant}`, () => ask(id, rosters));
      } catch (error) {
        // Not kept: who is not in one channel's roster may be in another's.
        if (isNotInIt(error)) return { standing: 'outsider' };
        throw error;
      }
    },
    forget: (user) => people.forget((key) => key.startsWith(`${user} `)),
  };
}

async function ask({ tenant, user }: Id, rosters: (() => Promise<Roster | undefined>)[]): Promise<Person> {
  let refused: unknown = new TeamsError('member', 404, 'no-roster');
  for (const open of rosters) {
    try {
      const roster = await open();
      if (roster) return personOf(await roster.api.member(roster.conversation, user), tenant);
    } catch (error) {
      if (isNotInIt(error) || !isClosedToUs(error)) throw error;
      refused = error;
    }
  }
  throw refused;
}

/** The roster is open to us, and does not know them. */
const isNotInIt = (error: unknown) =>
  isStatus(error, 404) && error instanceof TeamsError && /^Member|MemberNotFound/i.test(error.problem);

/** @param tenant the one of the conversation, which its own people are members of */
export function personOf(member: Member, tenant: string): Person {
  const person = member.aadObjectId;
  const email = member.email || member.userPrincipalName;
  return { standing: standingOf(member, tenant), ...(person && { person }), ...(email && { email }) };
}

function standingOf({ aadObjectId, tenantId, userRole }: Member, tenant: string): Sender['standing'] {
  if (!aadObjectId) return 'bot';
  if (tenantId?.toLowerCase() !== tenant || userRole === 'anonymous') return 'outsider';
  return userRole === 'guest' ? 'guest' : 'member';
}
