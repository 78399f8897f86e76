import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { FakeConversation, FakePerson, FakeTeam } from './types.ts';
import { personOf, type World } from './world.ts';

export type PersonValues = Partial<Omit<FakePerson, 'userId'>> & {
  name: string;
  /** Of another organisation, with a tenant of its own. */
  otherTenant?: boolean;
};

export interface ChannelValues {
  team?: string;
  /** `General` makes it the team's General, which has no name. */
  name: string;
  members: string[];
  botIn?: boolean;
  /** With other organisations. */
  shared?: boolean;
}

export function addPerson(world: World, { otherTenant = false, ...values }: PersonValues): FakePerson {
  const handle = values.name.split(' ')[0]?.toLowerCase() ?? 'someone';
  const person: FakePerson = {
    id: randomUUID(),
    userId: `${values.bot ? '28' : '29'}:1${randomBytes(32).toString('base64url')}`,
    email: `${handle}@riverside.example`,
    tenantId: otherTenant ? randomUUID() : world.tenantId,
    guest: false,
    bot: false,
    deactivated: false,
    inRoster: true,
    installed: true,
    ...values,
  };
  world.people.set(person.id, person);
  return person;
}

const threadOf = (suffix: string) => `19:${randomBytes(16).toString('hex')}@${suffix}`;

export function addTeam(world: World, name: string): FakeTeam {
  const team = { id: threadOf('thread.tacv2'), aadGroupId: randomUUID(), name, botIn: true };
  world.teams.set(team.id, team);
  const { id } = team;
  world.conversations.set(id, { ...channelOf(world, id), id, members: [] });
  return team;
}

function channelOf(world: World, teamId: string): Omit<FakeConversation, 'id' | 'members'> {
  return { kind: 'channel', tenantId: world.tenantId, teamId, shared: false, botIn: true };
}

export function addChannel(world: World, values: ChannelValues): { id: string; teamId: string } {
  const { team: teamId, name, members, botIn = true, shared = false } = values;
  const team = world.teams.get(teamId ?? '') ?? [...world.teams.values()][0] ?? addTeam(world, 'Riverside');
  // Who is in a channel is in its team, except those of other organisations in a shared one.
  const general = world.conversations.get(team.id);
  const own = members.filter((each) => personOf(world, each).tenantId === world.tenantId);
  if (general) general.members = [...new Set([...general.members, ...(shared ? own : members)])];
  if (name === 'General') return { id: team.id, teamId: team.id };
  const id = threadOf('thread.tacv2');
  world.conversations.set(id, { ...channelOf(world, team.id), id, name, shared, members, botIn });
  return { id, teamId: team.id };
}

export function addGroupChat(world: World, values: { members: string[]; botIn?: boolean }): { id: string } {
  const { members, botIn = true } = values;
  const id = threadOf('thread.v2');
  world.conversations.set(id, { id, kind: 'groupChat', tenantId: world.tenantId, shared: false, members, botIn });
  return { id };
}

/** A person's chat with the bot; its id is the same however often it is made. */
export function direct(world: World, personId: string): FakeConversation {
  const person = personOf(world, personId);
  const id = `a:1${createHash('sha256').update(`${world.appId} ${personId}`).digest('base64url')}`;
  const known = world.conversations.get(id);
  if (known) return known;
  const { tenantId } = person;
  const made: FakeConversation = { id, kind: 'personal', tenantId, shared: false, members: [personId], botIn: true };
  world.conversations.set(id, made);
  return made;
}

/** Whether the bot may write there. */
export function botIsIn(world: World, conversation: FakeConversation): boolean {
  const [only] = conversation.members;
  if (conversation.kind === 'personal') return only !== undefined && personOf(world, only).installed;
  const team = conversation.teamId ? world.teams.get(conversation.teamId) : undefined;
  return conversation.botIn && (team?.botIn ?? true);
}
