import { randomBytes } from 'node:crypto';
import type { Enterprise, FakeChannel, Team, Token } from './types.ts';
import { manifestScopes, personOf, type World } from './world.ts';

/** Adds a workspace with the app installed, or without. */
export function addTeam(
  world: World,
  values: { id?: string; name: string; enterprise?: Enterprise; installed?: boolean; scopes?: string[] },
): Team {
  // One bot for a whole enterprise.
  const sister = [...world.teams.values()].find(
    ({ enterprise }) => enterprise && enterprise.id === values.enterprise?.id,
  );
  const team: Team = {
    id: values.id ?? world.id('T'),
    name: values.name,
    domain: values.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    enterprise: values.enterprise,
    bot: { userId: sister?.bot.userId ?? world.id('U'), botId: sister?.bot.botId ?? world.id('B'), token: '' },
  };
  world.teams.set(team.id, team);
  if (values.installed ?? true) issueToken(world, { team, scopes: values.scopes ?? manifestScopes });
  return team;
}

/** A new bot token; for a whole enterprise where `org` is, and all of its teams that there are. */
export function issueToken(
  world: World,
  values: { team: Team; scopes: string[]; org?: boolean; rotates?: boolean },
): Token {
  const { team, scopes, org = false, rotates = false } = values;
  const token: Token = {
    token: `${rotates ? 'xoxe.' : ''}xoxb-${team.id}-${randomBytes(12).toString('hex')}`,
    kind: 'bot',
    teamId: org ? undefined : team.id,
    enterpriseId: team.enterprise?.id,
    scopes,
  };
  if (org && team.enterprise) {
    const { id } = team.enterprise;
    const all = [...world.teams.values()].filter(({ enterprise }) => enterprise?.id === id);
    world.orgInstalls.set(id, new Set(all.map((each) => each.id)));
  }
  world.tokens.set(token.token, token);
  team.bot.token = token.token;
  return token;
}

/** The direct conversation of a person and the bot of that workspace; made when needed. */
export function direct(world: World, personId: string, teamId = personOf(world, personId).teamId): FakeChannel {
  const found = [...world.channels.values()].find((each) => each.with === personId && each.teamId === teamId);
  if (found) return found;
  const channel: FakeChannel = {
    id: world.id('D'),
    name: 'directmessage',
    teamId,
    private: true,
    shared: false,
    archived: false,
    members: [personId],
    botIn: true,
    with: personId,
  };
  world.channels.set(channel.id, channel);
  return channel;
}

/** Whether the app, installed for the whole enterprise, was added to this team of it. */
export function isGranted(world: World, teamId: string): boolean {
  const enterprise = world.teams.get(teamId)?.enterprise;
  return enterprise !== undefined && world.orgInstalls.get(enterprise.id)?.has(teamId) === true;
}

/** Whether this token may see what belongs to that team. */
export function reaches(world: World, token: Token, teamId: string): boolean {
  return token.teamId ? token.teamId === teamId : isGranted(world, teamId);
}
