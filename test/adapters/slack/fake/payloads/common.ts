import { randomBytes } from 'node:crypto';
import type { FakeChannel, FakePerson, Json, Message, Team } from '../types.ts';
import { isGranted } from '../workspaces.ts';
import { channelOf, teamOf, type World } from '../world.ts';

/** The shapes that Slack sends, word for word as its docs and bolt's types have them. */

export const ofWholeOrg = (world: World, team: Team) => isGranted(world, team.id);

/** What Slack names as the home of a person. */
export const homeOf = (world: World, { ofEnterprise, teamId }: FakePerson): string =>
  (ofEnterprise && teamOf(world, teamId).enterprise?.id) || teamId;

/** In which workspace a person acts: their own, or for a stranger the channel's. */
export function actingIn(world: World, person: FakePerson, channel?: FakeChannel): Team {
  return teamOf(world, channel?.teamId ?? person.teamId);
}

export function newTrigger(world: World, personId: string, teamId: string, viewId?: string): string {
  const id = `${Date.now()}.${world.triggers.size + 1}.${randomBytes(8).toString('hex')}`;
  world.triggers.set(id, { personId, teamId, issued: world.now(), used: false, viewId });
  return id;
}

export function newResponseUrl(
  world: World,
  kind: 'commands' | 'actions',
  to: { channel: string; personId: string; teamId: string; messageTs?: string },
): string {
  const path = `/${kind}/${to.teamId}/${world.responseUrls.size + 1}/${randomBytes(12).toString('hex')}`;
  world.responseUrls.set(path, { ...to, issued: world.now(), uses: 0 });
  return `${world.url}${path}`;
}

const idAndDomain = (team: Team) => ({
  id: team.id,
  domain: team.domain,
  ...(team.enterprise && { enterprise_id: team.enterprise.id, enterprise_name: team.enterprise.name }),
});

/** What every interactive payload has. With an org-wide installation there is no team where there is no conversation. */
export function interactive(world: World, person: FakePerson, team: Team, inConversation: boolean): Json {
  const org = ofWholeOrg(world, team);
  return {
    user: { id: person.id, username: person.handle, name: person.handle, team_id: homeOf(world, person) },
    api_app_id: world.appId,
    token: world.verification,
    team: org && !inConversation ? null : idAndDomain(team),
    enterprise: team.enterprise ?? null,
    is_enterprise_install: org,
  };
}

export const channelName = (channel: FakeChannel) =>
  channel.with ? 'directmessage' : channel.private ? 'privategroup' : channel.name;

/** A message as it stands in a payload. */
export function messageJson(world: World, message: Message): Json {
  const team = teamOf(world, channelOf(world, message.channel).teamId);
  return {
    type: 'message',
    user: message.user,
    ...(message.botId && { bot_id: message.botId, app_id: world.appId }),
    text: message.text,
    team: team.id,
    ts: message.ts,
    ...(message.threadTs && { thread_ts: message.threadTs }),
    ...(message.edited && { edited: { user: message.user, ts: message.ts } }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
  };
}
