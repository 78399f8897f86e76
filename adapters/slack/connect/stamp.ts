import type { RequestHandler } from 'express';

/** How far ahead of ours the clock may be by which Slack stamped a request, in seconds; bolt allows as much behind. */
const maxAhead = 300;

/** Refuses what was stamped in times to come, as bolt refuses what is too old: it could be sent again until then. */
export const refuseFuture: RequestHandler = (req, res, next) => {
  if (Number(req.headers['x-slack-request-timestamp']) > Date.now() / 1_000 + maxAhead) res.status(401).end();
  else next();
};
