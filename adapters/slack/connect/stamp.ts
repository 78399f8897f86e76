import type { IncomingHttpHeaders } from 'node:http';

/** How far ahead of ours the clock may be by which Slack stamped a request, in seconds; bolt allows as much behind. */
const maxAhead = 300;

/** Whether a request is stamped in times to come. */
export const isAhead = (headers: IncomingHttpHeaders): boolean =>
  Number(headers['x-slack-request-timestamp']) > Date.now() / 1_000 + maxAhead;
