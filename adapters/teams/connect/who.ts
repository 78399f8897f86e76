import type { Sender } from '../../../src/bot/inbound.ts';
import { isEmail } from '../../../src/words/email.ts';
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
export const lookUp = (people: People<TeamsPerson>, id: PersonId, rosters: Rosters): Promise<TeamsPerson> =>
  people.find(id, () => ask(id, rosters)).catch(outsider);

/** The same, whatever is remembered. @throws TeamsError when Teams can't say */
export const lookUpAnew = (people: People<TeamsPerson>, id: PersonId, rosters: Rosters): Promise<TeamsPerson> =>
  people.findAnew(id, () => ask(id, rosters)).catch(outsider);

/** Not kept: who is not in one channel's roster may be in another's. */
function outsider(error: unknown): TeamsPerson {
  if (isNotInIt(error)) return { standing: 'outsider' };
  throw error;
}

async function ask({ workspace, user }: PersonId, rosters: Rosters): Promise<TeamsPerson> {
  let refused: unknown = new TeamsError('member', 'gone', { status: 404, problem: 'no-roster' });
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
  const { aadObjectId: person, name } = member;
  const email = emailOf(member);
  return {
    standing: standingOf(member, tenant),
    ...(person && { person }),
    ...(name && { name }),
    ...(email && { email }),
  };
}

/**
 * The user principal name, which is of a domain that the tenant has proved to be its own; `mail` may be anything that
 * someone wrote there, and is taken where no principal name is said. One that is no address is no e-mail.
 */
function emailOf({ userPrincipalName, email }: Member): string | undefined {
  const vouched = userPrincipalName || email;
  return vouched !== undefined && isEmail(vouched) ? vouched : undefined;
}

/**
 * Microsoft's sample of a roster has `user` and `anonymous` (msteams-docs, team-chat-member-api-changes), its SDK's issues
 * `owner` and `guest` (botbuilder-dotnet 3405). Whatever else it says, or where it says nothing, they are a guest.
 */
const ofTheTenant = ['user', 'owner'];

function standingOf(member: Member, tenant: string): Sender['standing'] {
  const { aadObjectId, tenantId, userRole = '', userPrincipalName = '' } = member;
  if (!aadObjectId) return 'bot';
  if (tenantId?.toLowerCase() !== tenant || userRole === 'anonymous') return 'outsider';
  // Someone of another directory who was let into this one, as a guest or as a member.
  const isInvited = /#EXT#/i.test(userPrincipalName);
  return ofTheTenant.includes(userRole) && !isInvited ? 'member' : 'guest';
}
