import { randomUUID } from 'node:crypto';
import { activityFrom, channelDataOf } from './activity.ts';
import type { Deliver } from './deliver.ts';
import type { Activity, Delivery, FakeConversation, Json } from './types.ts';
import { conversationOf, personOf, type World } from './world.ts';

const ofClients = ['entities', 'locale', 'localTimestamp', 'localTimezone'];

/** An event, as Teams sends it: with no words, no client and no language. Of a channel it is told by its team. */
export function event(world: World, by: string, conversation: FakeConversation, values: Json): Activity {
  const { type, channelData, ...more } = values;
  const team = conversation.teamId ? world.teams.get(conversation.teamId) : undefined;
  const { conversation: at, ...rest } = activityFrom(world, by, team?.id ?? conversation.id, {
    id: `f:${randomUUID()}`,
  });
  const { name: _, ...from } = rest.from as Json;
  const plain = Object.fromEntries(Object.entries(rest).filter(([key]) => !ofClients.includes(key)));
  const { tenant } = channelDataOf(world, conversation);
  const ofTeam = team && { team: { id: team.id, name: team.name, aadGroupId: team.aadGroupId } };
  return {
    ...plain,
    type,
    from,
    conversation: at,
    ...more,
    channelData: { ...ofTeam, tenant, ...(channelData as Json) },
  } as unknown as Activity;
}

async function tell(world: World, deliver: Deliver, by: string, at: FakeConversation, added: boolean) {
  const { userId, id } = personOf(world, by);
  const bot = { id: world.botId };
  const isOwn = at.kind === 'personal';
  const who = isOwn && added ? [bot, { id: userId, aadObjectId: id }] : [bot];
  const inTeam = at.teamId && { eventType: added ? 'teamMemberAdded' : 'teamMemberRemoved' };
  // The channel that was chosen; all else that befalls a team is told by the team.
  const chosen = added && at.teamId ? { settings: { selectedChannel: { id: at.id } } } : {};
  const named = at.name && added ? { name: at.name } : {};
  const here = chosen.settings && { conversation: { ...activityFrom(world, by, at.id).conversation, ...named } };
  const changed = { [added ? 'membersAdded' : 'membersRemoved']: who, ...here };
  const events = [
    event(world, by, at, { type: 'conversationUpdate', ...changed, channelData: { ...chosen, ...inTeam } }),
    event(world, by, at, {
      type: 'installationUpdate',
      action: added ? 'add' : 'remove',
      locale: 'en-GB',
      entities: [{ type: 'clientInfo', locale: 'en-GB' }],
      ...here,
      channelData: { ...chosen, ...(here && { channel: { id: at.id } }), source: { name: 'message' } },
    }),
  ];
  // Someone's own chat is gone with the app: only the removal is told.
  const told = !added && isOwn ? events.slice(1) : events;
  const deliveries: Delivery[] = [];
  for (const each of told) deliveries.push(await deliver(each));
  return deliveries;
}

function put(world: World, at: FakeConversation, by: string, isIn: boolean): void {
  const team = at.teamId ? world.teams.get(at.teamId) : undefined;
  if (at.kind === 'personal') personOf(world, by).installed = isIn;
  if (team) team.botIn = isIn;
  if (isIn || !team) at.botIn = isIn;
}

/** The app into a team, a group chat, or the hands of one person. */
export async function installIn(world: World, deliver: Deliver, id: string, by: string): Promise<Delivery[]> {
  const at = conversationOf(world, id);
  put(world, at, by, true);
  return tell(world, deliver, by, at, true);
}

export async function uninstallFrom(world: World, deliver: Deliver, id: string, by: string): Promise<Delivery[]> {
  const at = conversationOf(world, id);
  put(world, at, by, false);
  return tell(world, deliver, by, at, false);
}
