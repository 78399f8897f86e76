import { createHash } from 'node:crypto';
import type { Activity } from 'botbuilder';
import type { Logger } from 'pino';
import { openCache } from '../../../src/lib/cache.ts';
import { within } from '../../../src/lib/timeout.ts';
import type { Adapter, Authenticated } from './adapter.ts';
import { quietly } from './capture-console.ts';
import type { Incoming } from './incoming.ts';
import { type Keys, KeysAway } from './keys.ts';
import { channelIssuer } from './trust.ts';

/** More tokens than Teams has in use towards one app, each kept for as long, in milliseconds, or until it ends. */
const maxTokens = 500;
const tokenTtlMs = 10 * 60_000;

/** How long it may take to find out who sent something, in milliseconds. */
const usualTimeoutMs = 6_000;

/** What a token of Teams says of itself before anyone has looked whether it is good. */
export interface Token {
  authorization: string;
  /** The id of the key that signed it. */
  key: string;
  /** When it ends, in milliseconds since 1970. */
  endsAt: number;
}

/** Says why nothing was done with what was posted: in the log, and to nobody else. */
export class Refused extends Error {
  readonly status: 401 | 503;
  constructor(why: string, status: 401 | 503 = 401) {
    super(why);
    this.status = status;
  }
}

/**
 * The token that came with a post; nothing for what is not one of Teams. The package takes one that doesn't say
 * from when to when it is good for one that always is; Microsoft's own say both.
 */
export function tokenIn(authorization: string | undefined): Token | undefined {
  const [, head, body] = /^Bearer ([\w-]{1,2000})\.([\w-]{1,8000})\.[\w-]{1,2000}$/.exec(authorization ?? '') ?? [];
  const { kid } = jsonIn(head);
  const { iss, nbf, exp } = jsonIn(body);
  const isTeams = iss === channelIssuer && typeof nbf === 'number' && typeof exp === 'number';
  if (!isTeams || typeof kid !== 'string' || authorization === undefined) return undefined;
  return { authorization, key: kid, endsAt: exp * 1_000 };
}

function jsonIn(part: string | undefined): Record<string, unknown> {
  try {
    return Object(JSON.parse(Buffer.from(part ?? '', 'base64url').toString()));
  } catch {
    return {};
  }
}

/** Finds out who sent an activity. @throws Refused */
export type Identify = (activity: Incoming, token: Token) => Promise<Authenticated>;

interface Options {
  adapter: Pick<Adapter, 'authenticate'>;
  keys: Keys;
  log: Logger;
  now?: () => number;
  timeoutMs?: number;
}

/**
 * Teams sends all that it has to say for an hour with one token. So what the package finds of a good one, which takes it longer than
 * all else that it does with a message, is kept for a while, by the token's hash. What it is found by is all that it rests on: the
 * token, the service URL of the activity, which the token names, and the channel, which is always Teams. Whether its key signs for
 * Teams is asked each time, and one that has ended is not looked for.
 */
export function openIdentify({ adapter, keys, log, now = Date.now, timeoutMs = usualTimeoutMs }: Options): Identify {
  const good = openCache<Authenticated>({ max: maxTokens, ttlMs: tokenTtlMs });
  const identify = async (activity: Incoming, { authorization, key, endsAt }: Token, place: string) => {
    const verify = () => quietly(log, () => adapter.authenticate(activity as unknown as Activity, authorization));
    try {
      if (!(await keys.signsForTeams(key))) throw new Refused('a key that does not sign for Teams');
      return await (endsAt <= now() ? verify() : good.get(place, verify));
    } catch (error) {
      throw refusalOf(error);
    }
  };
  return async (activity, token) => {
    const place = `${createHash('sha256').update(token.authorization).digest('base64')} ${activity.serviceUrl}`;
    const found = identify(activity, token, place);
    if (await within(found, timeoutMs)) return found;
    // The package waits for Microsoft's keys without end: whoever comes next would else wait for the same.
    good.forget(place);
    throw new Refused('the keys of Microsoft can’t be read in time', 503);
  };
}

function refusalOf(error: unknown): Refused {
  if (error instanceof Refused) return error;
  const { name, statusCode } = error as { name?: string; statusCode?: number };
  const isAway = error instanceof KeysAway || name === 'FetchError' || statusCode === 500;
  return isAway
    ? new Refused('the keys of Microsoft can’t be read', 503)
    : new Refused(`a token that is not good (${name})`);
}
