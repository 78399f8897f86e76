import { randomBytes } from 'node:crypto';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { eventsPath } from '../../../adapters/slack/connect/door.ts';
import { slashCommand } from '../../../adapters/slack/read/payload.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { sign } from '../../adapters/slack/fake/sign.ts';
import { slackMember } from '../slack-member.ts';
import { bodyOf, post } from './http.ts';

/** As little of Slack as many people at once need: what each of them sends, and what comes back to each. */
export interface LoadSlack {
  /** What the program is started with. */
  env: Record<string, string>;
  /** A line after the slash command. @returns whether it was acknowledged in time, as Slack measures */
  command(from: Sent, text: string): Promise<boolean>;
  /** A press on a button of an answer. */
  press(from: Sent, value: string): Promise<boolean>;
  /** A direct message, delivered again where it is not acknowledged, as Slack does, but sooner. */
  message(from: Sent, text: string): Promise<boolean>;
  /** The answer to what had this id, as its JSON, or to a message its words; nothing where none comes in this time, in milliseconds. */
  answer(id: string, withinMs: number): Promise<string | undefined>;
  /** How many messages were posted to this channel. */
  posted(channel: string): number;
  close(): Promise<void>;
}

/** Who sends something, and an id that no other payload has. */
interface Sent {
  person: string;
  id: string;
}

/** Whose approvals channel it is said in. */
export const approvals = 'C0APPROVALS';
export const team = 'T0LOAD';

/** Longest that Slack waits for an acknowledgement, in milliseconds. */
const ackMs = 3_000;
/** Pauses before a message is delivered again, in milliseconds: Slack's are none, one minute and five. */
const usualPauses = [0, 3_000, 12_000];

const form = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

/** @param port where the program listens @param emailOf what the workspace vouches for */
export async function loadSlack(
  port: number,
  emailOf: (person: string) => string,
  pauses = usualPauses,
): Promise<LoadSlack> {
  const signingSecret = randomBytes(16).toString('hex');
  const answers = new Map<string, string>();
  const waiting = new Map<string, (answer: string) => void>();
  const posts = new Map<string, number>();
  const hear = (id: string, body: string) => {
    // A line that says to wait is no answer yet.
    if (body === '' || body.includes(say.working) || body.includes(say.notYetTitle)) return;
    answers.set(id, body);
    waiting.get(id)?.(body);
  };

  let posted = 0;
  const server = createServer(async (req, res) => {
    const body = await bodyOf(req);
    const [, first, last = ''] = req.url?.split('/') ?? [];
    const fields = new URLSearchParams(body);
    const channel = fields.get('channel') ?? '';
    if (first === 'respond') hear(last, body);
    if (last === 'chat.postMessage') posts.set(channel, (posts.get(channel) ?? 0) + 1);
    if (last === 'chat.postMessage' || last === 'chat.update') hear(channel, fields.get('text') ?? '');
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answerTo(last, fields)));
  });
  const answerTo = (method: string, fields: URLSearchParams): object => {
    const person = fields.get('user') ?? fields.get('users') ?? '';
    posted += 1;
    const ok = { ok: true, ts: `1.${String(posted).padStart(6, '0')}`, channel: fields.get('channel') ?? '' };
    if (method === 'auth.test') return { ok: true, team_id: team, user_id: 'U0BOT' };
    if (method === 'conversations.open') return { ok: true, channel: { id: directOf(person) } };
    if (method !== 'users.info') return ok;
    return { ok: true, user: slackMember(person, team, emailOf(person)) };
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const agent = new Agent({ keepAlive: true });
  const to = { agent, port, path: eventsPath, withinMs: ackMs };
  const deliver = async (id: string, body: string, type: string, retry = 0): Promise<boolean> => {
    const headers = {
      'content-type': type,
      ...sign(signingSecret, body),
      ...(retry > 0 && { 'x-slack-retry-num': String(retry) }),
    };
    const { status, text } = await post(to, body, headers);
    if (status === 200) hear(id, text);
    return status === 200;
  };
  const urlencoded = 'application/x-www-form-urlencoded';
  const user = (person: string) => ({ id: person, username: person, name: person, team_id: team });

  return {
    env: {
      SLACK_BOT_TOKEN: 'xoxb-0000000000-load',
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: `${url}/api/`,
    },
    command({ person, id }, text) {
      const fields = { team_id: team, team_domain: 'load', channel_id: 'C0STAFF', channel_name: 'staff' };
      const sent = { user_id: person, user_name: person, command: slashCommand, text, trigger_id: id };
      return deliver(id, form({ ...fields, ...sent, response_url: `${url}/respond/${id}` }), urlencoded);
    },
    press({ person, id }, value) {
      const payload = {
        type: 'block_actions',
        user: user(person),
        team: { id: team, domain: 'load' },
        container: { type: 'message', message_ts: '1.000001', channel_id: 'C0STAFF', is_ephemeral: true },
        channel: { id: 'C0STAFF', name: 'staff' },
        trigger_id: id,
        response_url: `${url}/respond/${id}`,
        actions: [{ type: 'button', action_id: 'b0', block_id: 'x', value }],
      };
      return deliver(id, form({ payload: JSON.stringify(payload) }), urlencoded);
    },
    async message({ person, id }, text) {
      const event = { type: 'message', channel_type: 'im', channel: id, user: person, text, ts: '1.000001' };
      const body = JSON.stringify({ type: 'event_callback', team_id: team, event_id: `Ev${id}`, event });
      for (const [retry, pause] of pauses.entries()) {
        if (await deliver(id, body, 'application/json', retry)) return true;
        await delay(pause);
      }
      return deliver(id, body, 'application/json', pauses.length);
    },
    async answer(id, withinMs) {
      const there = answers.get(id);
      if (there !== undefined) return there;
      const late = new AbortController();
      const came = new Promise<string>((resolve) => waiting.set(id, resolve));
      const never = delay(withinMs, undefined, { signal: late.signal }).catch(() => undefined);
      return Promise.race([came, never]).finally(() => {
        late.abort();
        waiting.delete(id);
      });
    },
    posted: (channel) => posts.get(channel) ?? 0,
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The channel in which a person and the bot talk. */
const directOf = (person: string) => `D${person}`;
