import type { Sender } from '../../../src/bot/inbound.ts';
import type { People, Person, PersonId } from '../../chat/people.ts';
import { type Api, isProblem } from './api.ts';

/** The parts of Slack's user that are read. */
interface SlackUser {
  team_id?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_stranger?: boolean;
  is_email_confirmed?: boolean;
  profile?: { email?: string };
  enterprise_user?: { teams?: string[] };
}

/** What Slack says of someone. @throws SlackError when it can't say */
export const lookUp = (people: People<Person>, id: PersonId, api: Api): Promise<Person> =>
  people.find(id, () => ask(id, api));

async function ask({ workspace, user }: PersonId, api: Api): Promise<Person> {
  try {
    return personOf((await api('users.info', { user })).user as SlackUser, workspace);
  } catch (error) {
    // Of people whom the workspace does not know it says no more than this.
    if (isProblem(error, 'user_not_found', 'user_not_visible')) return { standing: 'outsider' };
    throw error;
  }
}

function personOf(user: SlackUser, team: string): Person {
  const { email } = user.profile ?? {};
  const standing = standingOf(user, team);
  return { standing, ...(email && user.is_email_confirmed !== false && { email }) };
}

function standingOf(user: SlackUser, team: string): Sender['standing'] {
  if (user.is_bot) return 'bot';
  if (user.deleted) return 'deactivated';
  // On a Grid a person belongs to several workspaces, and `team_id` names only one of them.
  const belongs = user.team_id === team || (user.enterprise_user?.teams ?? []).includes(team);
  if (user.is_stranger || !belongs) return 'outsider';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}
