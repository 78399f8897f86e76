import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { slackMember } from '../../kit/slack-member.ts';

/** As little of Slack as lets the program work: the fake of the tests looks at every block, and would be what is measured. */
export interface LightSlack {
  /** With a slash at its end. */
  apiUrl: string;
  /** The address for the answer to one payload. */
  respondUrl(id: string): string;
  /** What came to that address. @throws Error where nothing does */
  answer(id: string): Promise<string>;
  /** The dialog that was opened by this trigger. @throws Error where none is */
  dialog(trigger: string): Promise<string>;
  /** What the own page of this person was next made to show. @throws Error where that is nothing */
  home(person: string): Promise<string>;
  close(): Promise<void>;
}

const timeoutMs = 30_000;

/** Someone in Slack. */
export interface LightMember {
  team: string;
  person: string;
}

/** The only one of a Slack with one person. */
export const onlyMember: LightMember = { team: 'T0BENCH', person: 'U0BENCH' };

/** @param emailOf what the workspace vouches for @param teamOf the workspace of a person */
export async function lightSlack(
  emailOf: (person: string) => string,
  teamOf: (person: string) => string = () => onlyMember.team,
): Promise<LightSlack> {
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

  let posted = 0;
  const answerTo = (method: string, fields: URLSearchParams, token: string): object => {
    const person = fields.get('user') ?? fields.get('users') ?? onlyMember.person;
    // A token of several workspaces' says which one's it is.
    if (method === 'auth.test')
      return { ok: true, team_id: /T\d+$/.exec(token)?.[0] ?? onlyMember.team, user_id: 'U0BOT' };
    if (method === 'users.info') return { ok: true, user: slackMember(person, teamOf(person), emailOf(person)) };
    if (method === 'conversations.open') return { ok: true, channel: { id: `D${person}` } };
    posted += 1;
    const ts = `1.${String(posted).padStart(6, '0')}`;
    return { ok: true, ts, channel: fields.get('channel') ?? 'C0BENCH', view: { id: 'V0BENCH' } };
  };

  const server = createServer(async (req, res) => {
    const body = await textOf(req);
    const [, first, last = ''] = req.url?.split('/') ?? [];
    if (first === 'respond') arrive(`respond/${last}`, body);
    const fields = new URLSearchParams(first === 'api' ? body : '');
    if (last === 'views.open') arrive(`dialog/${fields.get('trigger_id')}`, fields.get('view') ?? '');
    if (last === 'views.publish') arrive(`home/${fields.get('user_id')}`, fields.get('view') ?? '');
    const answer = answerTo(last, fields, req.headers.authorization ?? '');
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${url}/api/`,
    respondUrl: (id) => `${url}/respond/${id}`,
    answer: (id) => arrival(`respond/${id}`),
    dialog: (trigger) => arrival(`dialog/${trigger}`),
    home: (person) => arrival(`home/${person}`),
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
