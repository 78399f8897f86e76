import { randomUUID } from 'node:crypto';
import { activityFrom, channelDataOf } from './activity.ts';
import type { Deliver } from './deliver.ts';
import type { Activity, Delivery, FakeConversation, Json } from './types.ts';
import { conversationOf, personOf, type World } from './world.ts';

/** An event, as Teams sends it: with no words, no client and no language. */
function event(world: World, by: string, conversation: FakeConversation, values: Json, eventType?: string): Activity {
  const team = conversation.teamId ? world.teams.get(conversation.teamId) : undefined;
  const {
    entities: _client,
    locale: _locale,
    ...rest
  } = activityFrom(world, by, team?.id ?? conversation.id, {
    id: `f:${randomUUID()}`,
    ...values,
  });
  const source = channelDataOf(world, conversation);
  return {
    ...rest,
    channelData: {
      ...(team ? { team: { id: team.id, name: team.name, aadGroupId: team.aadGroupId } } : {}),
      ...(eventType ? { eventType } : {}),
      tenant: source.tenant,
    },
  } as Activity;
}

async function tell(world: World, deliver: Deliver, by: string, at: FakeConversation, added: boolean) {
  const bot = [{ id: world.botId }];
  const changed = added ? { membersAdded: bot } : { membersRemoved: bot };
  const inTeam = added ? 'teamMemberAdded' : 'teamMemberRemoved';
  const events = [
    event(world, by, at, { type: 'conversationUpdate', ...changed }, at.teamId ? inTeam : undefined),
    event(world, by, at, { type: 'installationUpdate', action: added ? 'add' : 'remove' }),
  ];
  // Someone's own chat is gone with the app: only the removal is told.
  const told = !added && at.kind === 'personal' ? events.slice(1) : events;
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
