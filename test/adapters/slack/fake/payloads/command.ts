import type { FakeChannel, FakePerson, Json } from '../types.ts';
import type { World } from '../world.ts';
import { actingIn, channelName, newResponseUrl, newTrigger, ofWholeOrg } from './common.ts';

export function commandPayload(
  world: World,
  person: FakePerson,
  channel: FakeChannel,
  command: string,
  text: string,
): Json {
  const team = actingIn(world, person, channel);
  const to = { channel: channel.id, personId: person.id, teamId: team.id };
  return {
    token: world.verification,
    team_id: team.id,
    team_domain: team.domain,
    ...(team.enterprise && { enterprise_id: team.enterprise.id, enterprise_name: team.enterprise.name }),
    channel_id: channel.id,
    channel_name: channelName(channel),
    user_id: person.id,
    user_name: person.handle,
    command,
    text,
    api_app_id: world.appId,
    is_enterprise_install: String(ofWholeOrg(world, team)),
    response_url: newResponseUrl(world, 'commands', to),
    trigger_id: newTrigger(world, person.id, team.id),
  };
}
