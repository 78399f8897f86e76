import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { slackMember } from '../../kit/slack-member.ts';

/** As little of Slack as lets the program work: the fake of the tests looks at every block, and would be what is measured. */
export interface LightSlack {
  /** With a slash at its end. */
  apiUrl: string;
  team: string;
  person: string;
  /** The address for the answer to one payload. */
  respondUrl(id: string): string;
  /** What came to that address. @throws Error where nothing does */
  answer(id: string): Promise<string>;
  /** The dialog that was opened by this trigger. @throws Error where none is */
  dialog(trigger: string): Promise<string>;
  close(): Promise<void>;
}

const timeoutMs = 30_000;
const team = 'T0BENCH';
const person = 'U0BENCH';

/** @param email of the only person there is */
export async function lightSlack(email: string): Promise<LightSlack> {
  const waiting = new Map<string, (body: string) => void>();
  const came = new Map<string, string>();
  const arrive = (key: string, body: string) => {
    const resolve = waiting.get(key);
    waiting.delete(key);
    if (resolve) resolve(body);
    else came.set(key, body);
  };
  const arrival = async (key: string): Promise<string> => {
    const there = came.get(key);
    came.delete(key);
    if (there !== undefined) return there;
    const late = new AbortController();
    const body = new Promise<string>((resolve) => waiting.set(key, resolve));
    const never = delay(timeoutMs, undefined, { signal: late.signal }).then(
      () => Promise.reject(new Error(`nothing came to ${key}`)),
      () => '',
    );
    return Promise.race([body, never]).finally(() => late.abort());
  };

  const answers: Record<string, unknown> = {
    'auth.test': { ok: true, team_id: team, user_id: 'U0BOT' },
    'users.info': { ok: true, user: slackMember(person, team, email) },
    'conversations.open': { ok: true, channel: { id: 'D0BENCH' } },
  };
  const other = { ok: true, ts: '1.000001', channel: 'C0BENCH', view: { id: 'V0BENCH' } };

  const server = createServer(async (req, res) => {
    const body = await textOf(req);
    const [, first, last = ''] = req.url?.split('/') ?? [];
    if (first === 'respond') arrive(`respond/${last}`, body);
    if (last === 'views.open') {
      const fields = new URLSearchParams(body);
      arrive(`dialog/${fields.get('trigger_id')}`, fields.get('view') ?? '');
    }
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers[last] ?? other));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${url}/api/`,
    team,
    person,
    respondUrl: (id) => `${url}/respond/${id}`,
    answer: (id) => arrival(`respond/${id}`),
    dialog: (trigger) => arrival(`dialog/${trigger}`),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
