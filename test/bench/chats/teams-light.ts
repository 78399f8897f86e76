import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { trust } from '../../adapters/teams/fake/keys.ts';
import { newWorld } from '../../adapters/teams/fake/world.ts';

/** As little of Teams as lets a bot work: the fake of the tests looks at every card, and would be what is measured. */
export interface LightTeams {
  serviceUrl: string;
  /** The OpenID metadata. */
  trustUrl: string;
  appId: string;
  tenant: string;
  /** What every activity is posted with: Teams too uses a token for as long as it is good. */
  authorization: string;
  people: LightPerson[];
  /** The bot's next message in this conversation that holds one of these. @throws Error where none comes */
  message(conversation: string, words: string[]): Promise<string>;
  close(): Promise<void>;
}

export interface LightPerson {
  /** The Entra id. */
  id: string;
  /** What Teams calls the person towards the bot. */
  user: string;
  name: string;
  email: string;
  /** Their own chat with the bot. */
  chat: string;
}

/** @param people all whom Teams knows */
export async function lightTeams(people: Pick<LightPerson, 'name' | 'email'>[]): Promise<LightTeams> {
  const world = newWorld({});
  const keys = trust(world);
  const all = people.map((p) => ({ ...p, id: randomUUID(), user: `29:${randomUUID()}`, chat: `a:${randomUUID()}` }));
  const members = new Map(all.flatMap((p) => [[p.id, p] as const, [p.user, p] as const]));
  const messages = waiters();

  const answer = (path: string, body: string): object | undefined => {
    if (path.endsWith('/openidconfiguration')) return keys.metadata();
    if (path.endsWith('/keys')) return keys.jwks();
    const [, conversation = '', what, id = ''] = /^\/v3\/conversations\/([^/]+)\/(\w+)(?:\/([^/]+))?$/.exec(path) ?? [];
    if (what === 'members') {
      const person = members.get(id);
      return person && memberOf(person, world.tenantId);
    }
    if (what !== 'activities') return undefined;
    messages.put(conversation, body);
    return { id: '1' };
  };

  const server = createServer(async (req, res) => {
    const body = await textOf(req);
    const said = answer(decodeURIComponent(req.url?.split('?')[0] ?? ''), body);
    res.writeHead(said ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(said ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world.serviceUrl = `${world.url}/`;
  return {
    serviceUrl: world.serviceUrl,
    trustUrl: `${world.url}/v1/.well-known/openidconfiguration`,
    appId: world.appId,
    tenant: world.tenantId,
    authorization: `Bearer ${keys.token()}`,
    people: all,
    message: messages.take,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const memberOf = ({ id, user, name, email }: LightPerson, tenantId: string) => ({
  id: user,
  objectId: id,
  name,
  email,
  userPrincipalName: email,
  tenantId,
  userRole: 'user',
});

const timeoutMs = 30_000;

/** Who waits for what in each conversation. What nobody waits for is dropped: a refused form sends a card to the chat as well. */
function waiters() {
  const waiting = new Map<string, { words: string[]; resolve: (body: string) => void }[]>();
  const whoWaits = (conversation: string) => {
    const list = waiting.get(conversation) ?? [];
    waiting.set(conversation, list);
    return list;
  };
  return {
    put(conversation: string, body: string): void {
      const list = whoWaits(conversation);
      const first = list.findIndex(({ words }) => words.some((word) => body.includes(word)));
      if (first >= 0) list.splice(first, 1)[0]?.resolve(body);
    },
    take(conversation: string, words: string[]): Promise<string> {
      const late = new AbortController();
      const body = new Promise<string>((resolve) => whoWaits(conversation).push({ words, resolve }));
      const never = delay(timeoutMs, undefined, { signal: late.signal }).then(
        () => Promise.reject(new Error(`nothing with ${words[0]} came to ${conversation}`)),
        () => '',
      );
      return Promise.race([body, never]).finally(() => late.abort());
    },
  };
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
