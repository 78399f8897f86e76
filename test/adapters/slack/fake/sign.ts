import { createHmac } from 'node:crypto';

/** Slack's signature over a body, as headers. The real time: the app compares it with its own. */
export function sign(secret: string, body: string, at = Date.now()): Record<string, string> {
  const seconds = String(Math.floor(at / 1_000));
  const hash = createHmac('sha256', secret).update(`v0:${seconds}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': seconds, 'x-slack-signature': `v0=${hash}` };
}
