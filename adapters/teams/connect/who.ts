import type { Sender } from '../../../src/bot/inbound.ts';
import type { People, Person, PersonId } from '../../chat/people.ts';
import { type Api, isClosedToUs, isStatus, type Member, TeamsError } from './api.ts';

/** What a tenant says of someone. */
export interface TeamsPerson extends Person {
  /** The Entra id. */
  person?: string;
}

/** Where someone may be looked up. */
interface Roster {
  api: Api;
  conversation: string;
}

/** Ways to rosters; nothing where there is none. */
type Rosters = (() => Promise<Roster | undefined>)[];

/**
 * Asks the rosters in turn until one is open to us.
 *
 * @param id by their Entra id, or by what Teams calls them towards the bot
 * @throws TeamsError when Teams can't say
 */
export async function lookUp(people: People<TeamsPerson>, id: PersonId, rosters: Rosters): Promise<TeamsPerson> {
  try {
    return await people.find(id, () => ask(id, rosters));
  } catch (error) {
    // Not kept: who is not in one channel's roster may be in another's.
    if (isNotInIt(error)) return { standing: 'outsider' };
    throw error;
  }
}

async function ask({ workspace, user }: PersonId, rosters: Rosters): Promise<TeamsPerson> {
  let refused: unknown = new TeamsError('member', 404, 'no-roster');
  for (const open of rosters) {
    try {
      const roster = await open();
      if (roster) return personIn(await roster.api.member(roster.conversation, user), workspace);
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
export function personIn(member: Member, tenant: string): TeamsPerson {
  const person = member.aadObjectId;
  const email = member.email || member.userPrincipalName;
  return { standing: standingOf(member, tenant), ...(person && { person }), ...(email && { email }) };
}

function standingOf({ aadObjectId, tenantId, userRole }: Member, tenant: string): Sender['standing'] {
  if (!aadObjectId) return 'bot';
  if (tenantId?.toLowerCase() !== tenant || userRole === 'anonymous') return 'outsider';
  return userRole === 'guest' ? 'guest' : 'member';
}
