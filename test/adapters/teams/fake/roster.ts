import { ConnectorError } from './http.ts';
import { botIsIn } from './places.ts';
import type { FakePerson, Json } from './types.ts';
import { partsOf, rosterOf, type World } from './world.ts';

function memberJson(world: World, person: FakePerson): Json {
  const [givenName = '', ...rest] = person.name.split(' ');
  const [host] = world.tenantId.split('-');
  return {
    id: person.userId,
    // On the wire it is `objectId`; the SDK makes `aadObjectId` of it in some of its calls only.
    objectId: person.id,
    name: person.name,
    givenName,
    surname: rest.join(' '),
    email: person.email,
    userPrincipalName: person.guest
      ? `${person.email.replace('@', '_')}#EXT#@${host}.onmicrosoft.example`
      : person.email,
    tenantId: person.tenantId,
    userRole: person.guest ? 'guest' : 'user',
  };
}

/** Everyone in a conversation, a page of them, or one. */
export function members(world: World, id: string, query?: URLSearchParams, memberId?: string): unknown {
  const conversation = world.conversations.get(partsOf(id).root);
  if (!conversation) throw new ConnectorError(404, 'ConversationNotFound', 'Conversation not found.');
  if (!botIsIn(world, conversation)) {
    throw new ConnectorError(403, 'BotNotInConversationRoster', 'The bot is not part of the conversation roster.');
  }
  const roster = rosterOf(world, conversation);
  if (memberId !== undefined) {
    const person = roster.find((each) => [each.id, each.userId, each.email].includes(memberId));
    if (!person) {
      throw new ConnectorError(404, 'MemberNotFoundInConversation', 'The member was not found in the conversation.');
    }
    return memberJson(world, person);
  }
  if (!query) return roster.map((each) => memberJson(world, each));
  const size = Math.min(500, Math.max(50, Number(query.get('pageSize') ?? 200)));
  const from = Number(query.get('continuationToken') ?? 0);
  const page = roster.slice(from, from + size).map((each) => memberJson(world, each));
  return { members: page, ...(from + size < roster.length ? { continuationToken: String(from + size) } : {}) };
}

/** A team, or its channels. */
export function team(world: World, id: string, channels: boolean): unknown {
  const found = world.teams.get(id);
  if (!found) throw new ConnectorError(404, 'ConversationNotFound', 'Team not found.');
  if (!found.botIn) throw new ConnectorError(403, 'BotNotInConversationRoster', 'The bot is not part of the team.');
  const all = [...world.conversations.values()].filter(({ teamId }) => teamId === id);
  if (channels) {
    const named = all.filter((each) => each.id !== id);
    return {
      // General has no name: it is each client's own word.
      conversations: [
        { id, type: 'standard' },
        ...named.map((each) => ({ id: each.id, name: each.name, type: each.shared ? 'shared' : 'standard' })),
      ],
    };
  }
  return {
    id,
    name: found.name,
    aadGroupId: found.aadGroupId,
    type: 'standard',
    channelCount: all.length,
    memberCount: new Set(all.flatMap((each) => each.members)).size,
  };
}
