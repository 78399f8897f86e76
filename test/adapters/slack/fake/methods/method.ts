import { breach, SlackError } from '../slack-error.ts';
import type { FakeChannel, FakePerson, Json, Team, Token } from '../types.ts';
import { direct, isGranted, reaches } from '../workspaces.ts';
import { teamOf, type World } from '../world.ts';

export interface Request {
  world: World;
  args: Json;
  token: Token;
}

export interface Method {
  /** Of the token; any one of them will do where it is a list. */
  scope?: string;
  token?: 'bot' | 'app' | 'none';
  run(request: Request): Json | Promise<Json>;
}

/** @throws SlackError invalid_arguments where it is missing */
export function need(args: Json, name: string): string {
  const value = optional(args, name);
  if (value === undefined || value === '') {
    throw breach('invalid_arguments', [`[ERROR] missing required field: ${name} [json-pointer:/${name}]`]);
  }
  return value;
}

export function optional(args: Json, name: string): string | undefined {
  const value = args[name];
  return value === undefined || value === null ? undefined : String(value);
}

/** A list that comes as JSON or parted by commas. */
export function listOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value !== 'string') return [];
  return value.startsWith('[') ? JSON.parse(value) : value.split(',');
}

/** The workspace that a call is about: the token's, or of an org-wide token's the one named. */
export function teamFor({ world, args, token }: Request): Team {
  const id = token.teamId ?? optional(args, 'team_id');
  if (!id) throw breach('missing_argument', ['[ERROR] team_id is needed with an org-wide token']);
  if (!reaches(world, token, id)) throw new SlackError('team_access_not_granted');
  return teamOf(world, id);
}

/** @throws SlackError user_not_found; a stranger is known only by a channel shared with the bot */
export function knownPerson({ world, token }: Request, id: string, error = 'user_not_found'): FakePerson {
  const person = world.people.get(id);
  if (!person) throw new SlackError(error);
  const shared = [...world.channels.values()].some(
    (each) => each.botIn && each.members.includes(id) && reaches(world, token, each.teamId),
  );
  if (!shared && !person.teams.some((team) => reaches(world, token, team))) throw new SlackError(error);
  return person;
}

/**
 * A channel that this token may see. A person's id stands for the direct conversation with them.
 * @throws SlackError channel_not_found also for a private channel that the bot is not in
 */
export function visibleChannel(request: Request, id: string): FakeChannel {
  const { world, token } = request;
  if (/^[UW]/.test(id)) return direct(world, knownPerson(request, id, 'channel_not_found').id, token.teamId);
  const channel = world.channels.get(id);
  const isOfOrg = channel && world.teams.get(channel.teamId)?.enterprise?.id === token.enterpriseId;
  if (isOfOrg && !token.teamId && !isGranted(world, channel.teamId)) throw new SlackError('team_access_not_granted');
  if (!channel || !reaches(world, token, channel.teamId)) throw new SlackError('channel_not_found');
  if (channel.private && !channel.botIn) throw new SlackError('channel_not_found');
  return channel;
}

/** A channel that the bot may write in. */
export function writableChannel(request: Request, id: string): FakeChannel {
  const channel = visibleChannel(request, id);
  if (!channel.botIn) throw new SlackError('not_in_channel');
  if (channel.archived) throw new SlackError('is_archived');
  return channel;
}

/** @throws SlackError missing_scope, as one method has different scopes for different channels */
export function needScope(token: Token, scope: string): void {
  if (!token.scopes.includes(scope)) {
    throw new SlackError('missing_scope', { needed: scope, provided: token.scopes.join(',') });
  }
}

/** One page of a list, by a cursor that is only good for this. */
export function page<T>(all: T[], args: Json): { items: T[]; response_metadata: { next_cursor: string } } {
  const limit = Number(args.limit ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 999) throw breach('invalid_limit');
  const cursor = optional(args, 'cursor');
  const start = cursor ? Number(Buffer.from(cursor, 'base64').toString().replace('at:', '')) : 0;
  if (!Number.isInteger(start) || start < 0) throw new SlackError('invalid_cursor');
  const end = start + limit;
  const next = end < all.length ? Buffer.from(`at:${end}`).toString('base64') : '';
  return { items: all.slice(start, end), response_metadata: { next_cursor: next } };
}
