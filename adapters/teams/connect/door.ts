import type { Activity } from 'botbuilder';
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import type { Logger } from 'pino';
import { seldom } from '../../../src/lib/seldom.ts';
import { within } from '../../../src/lib/timeout.ts';
import type { Pending } from '../../chat/pending.ts';
import type { Adapter, Authenticated } from './adapter.ts';
import { quietly } from './capture-console.ts';
import { type Incoming, isActivity, tenantOf } from './incoming.ts';
import { type Keys, KeysAway } from './keys.ts';
import { channelIssuer } from './trust.ts';

/** Where activities are posted to. */
export const messagesPath = '/api/messages';

/** How long a message may take before it is acknowledged, in milliseconds: after fifteen seconds it comes again. */
const acknowledgeMs = 12_000;
/** How long it may take to find out who sent it, in milliseconds. */
const authenticateMs = 6_000;
/** The largest activity that is read. */
const limit = '1mb';

export interface Door {
  adapter: Adapter;
  keys: Keys;
  tenant: string | 'any';
  /** Whether we answer to this address. */
  answersTo: (url: unknown) => url is string;
  turn: Parameters<Adapter['run']>[2];
  pending: Pending;
  log: Logger;
}

/** Says why nothing was done with what was posted: in the log, and to nobody else. */
class Refused extends Error {
  readonly status: 401 | 503;
  constructor(why: string, status: 401 | 503 = 401) {
    super(why);
    this.status = status;
  }
}

/**
 * Where Teams posts what people do. What is not from Teams, or not from our tenant, gets 401, and 503 where that can't be
 * found out now; neither says why.
 */
export function openDoor(door: Door): Router {
  const refuse = refuser(door.log);
  const router = Router();
  router.post(
    messagesPath,
    (req: Request, _res: Response, next: NextFunction) =>
      next(keyIn(req.headers.authorization) ? undefined : new Refused('no token of Teams')),
    express.json({ limit, type: () => true }),
    (req: Request, res: Response, next: NextFunction) => {
      admit(door, req, res).catch(next);
    },
    (error: unknown, _req: Request, res: Response, _next: NextFunction) => {
      const refused = error instanceof Refused ? error : new Refused('no JSON');
      refuse(refused);
      res.status(refused.status).end();
    },
  );
  return router;
}

async function admit(door: Door, req: Request, res: Response): Promise<void> {
  const activity: unknown = req.body;
  if (!isActivity(activity)) throw new Refused('no activity of Teams');
  if (!door.answersTo(activity.serviceUrl)) throw new Refused('a service URL that is not Microsoft’s');
  const found = identified(door, activity, req.headers.authorization ?? '');
  if (!(await within(found, authenticateMs))) throw new Refused('the keys of Microsoft can’t be read in time', 503);
  const authenticated = await found;
  if (door.tenant !== 'any' && tenantOf(activity) !== door.tenant.toLowerCase()) throw new Refused('another tenant');
  if (!tenantOf(activity)) throw new Refused('no tenant');
  await processActivity(door, authenticated, activity, res);
}

/**
 * The id of the key that signed a token; nothing for what is not a token of Teams. The package takes one that doesn't say
 * from when to when it is good for one that always is; Microsoft's own say both.
 */
function keyIn(authorization: string | undefined): string | undefined {
  const [, head, body] = /^Bearer ([\w-]{1,2000})\.([\w-]{1,8000})\.[\w-]{1,2000}$/.exec(authorization ?? '') ?? [];
  const { kid } = jsonIn(head);
  const { iss, nbf, exp } = jsonIn(body);
  const isTeams = iss === channelIssuer && typeof nbf === 'number' && typeof exp === 'number';
  return isTeams && typeof kid === 'string' ? kid : undefined;
}

function jsonIn(part: string | undefined): Record<string, unknown> {
  try {
    return Object(JSON.parse(Buffer.from(part ?? '', 'base64url').toString()));
  } catch {
    return {};
  }
}

/** @throws Refused */
async function identified({ adapter, keys, log }: Door, activity: Incoming, token: string): Promise<Authenticated> {
  try {
    if (!(await keys.signsForTeams(keyIn(token) ?? ''))) throw new Refused('a key that does not sign for Teams');
    return await quietly(log, () => adapter.authenticate(activity as unknown as Activity, token));
  } catch (error) {
    if (error instanceof Refused) throw error;
    const { name, statusCode } = error as { name?: string; statusCode?: number };
    const isAway = error instanceof KeysAway || name === 'FetchError' || statusCode === 500;
    if (isAway) throw new Refused('the keys of Microsoft can’t be read', 503);
    throw new Refused(`a token that is not good (${name})`);
  }
}

/** Runs the turn; a message is answered before it is done, where that takes long. */
async function processActivity(
  door: Door,
  authenticated: Authenticated,
  activity: Incoming,
  res: Response,
): Promise<void> {
  const { adapter, turn, pending, log } = door;
  const run = quietly(log, () => adapter.run(authenticated, activity as unknown as Activity, turn));
  pending.track(run);
  if (activity.type !== 'invoke' && !(await within(run, acknowledgeMs))) return void res.status(200).end();
  try {
    const { status = 200, body } = (await run) ?? {};
    if (body === undefined) res.status(status).end();
    else res.status(status).json(body);
  } catch {
    // It is in the log already.
    res.status(500).end();
  }
}

/** Each reason is written down once a minute at most: anyone can post. */
function refuser(log: Logger): (refused: Refused) => void {
  const isTime = seldom();
  return ({ message, status }) => {
    if (isTime(message)) log.warn({ status }, `Teams: what was posted to ${messagesPath} is not taken: ${message}.`);
  };
}
