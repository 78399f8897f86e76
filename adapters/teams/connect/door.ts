import type { Activity } from 'botbuilder';
import express, { type NextFunction, type Request, type Response, Router } from 'express';
import type { Logger } from 'pino';
import { seldom } from '../../../src/lib/seldom.ts';
import { within } from '../../../src/lib/timeout.ts';
import type { Pending } from '../../chat/pending.ts';
import type { Adapter, Authenticated } from './adapter.ts';
import { type Identify, Refused, type Token, tokenIn } from './identify.ts';
import { type Incoming, isActivity, tenantOf } from './incoming.ts';

/** Where activities are posted to. */
export const messagesPath = '/api/messages';

/** How long a message may take before it is acknowledged, in milliseconds: after fifteen seconds it comes again. */
const acknowledgeMs = 12_000;
/** The largest activity that is read. */
const limit = '1mb';

export interface Door {
  adapter: Adapter;
  identify: Identify;
  tenant: string | 'any';
  /** Whether we answer to this address. */
  answersTo: (url: unknown) => url is string;
  turn: Parameters<Adapter['run']>[2];
  pending: Pending;
  log: Logger;
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
    (req: Request, res: Response, next: NextFunction) => {
      const token = tokenIn(req.headers.authorization);
      res.locals.token = token;
      next(token ? undefined : new Refused('no token of Teams'));
    },
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
  const authenticated = await door.identify(activity, res.locals.token as Token);
  if (door.tenant !== 'any' && tenantOf(activity) !== door.tenant.toLowerCase()) throw new Refused('another tenant');
  if (!tenantOf(activity)) throw new Refused('no tenant');
  await processActivity(door, authenticated, activity, res);
}

/** Runs the turn; a message is answered before it is done, where that takes long. */
async function processActivity(
  door: Door,
  authenticated: Authenticated,
  activity: Incoming,
  res: Response,
): Promise<void> {
  const { adapter, turn, pending } = door;
  const run = adapter.run(authenticated, activity as unknown as Activity, turn);
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
