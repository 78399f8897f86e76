import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import SCIMMYRouters, { SCIMMY } from 'scimmy-routers';

/**
 * Sites as a process of its own (scimmy keeps what it knows in one place for all): real SCIM 2.0 by scimmy and its
 * routers, each below `/<name>/scim`, made when they are first asked for. Their token is
 * `token-of-<name>`. One whose name begins with `etag` keeps versions and minds `If-Match`.
 */

interface User {
  id: string;
  externalId?: string;
  userName?: string;
  name?: { givenName?: string };
  active?: boolean;
}

interface Store {
  name: string;
  users: Map<string, User>;
  versions: Map<string, number>;
  byExternalId: Map<string, string>;
  byUserName: Map<string, string>;
  /** All that was done, in order: whose it was, and the first name that it gave. */
  log: { externalId: string; name: string | null; active?: boolean }[];
}

const stores = new Map<string, Store>();
const store = (name: string): Store => {
  const made: Store = stores.get(name) ?? {
    name,
    users: new Map(),
    versions: new Map(),
    byExternalId: new Map(),
    byUserName: new Map(),
    log: [],
  };
  stores.set(name, made);
  return made;
};

const plain = <T>(value: unknown): T => JSON.parse(JSON.stringify(value));
const etagOf = (s: Store, id: string) => `W/"${s.versions.get(id)}"`;
const shown = (s: Store, user: User) =>
  s.name.startsWith('etag') ? { ...user, meta: { version: etagOf(s, user.id) } } : user;

function keep(s: Store, user: User): void {
  const before = s.users.get(user.id);
  if (before?.userName) s.byUserName.delete(before.userName.toLowerCase());
  s.users.set(user.id, user);
  s.versions.set(user.id, (s.versions.get(user.id) ?? 0) + 1);
  if (user.userName) s.byUserName.set(user.userName.toLowerCase(), user.id);
  if (user.externalId) s.byExternalId.set(user.externalId, user.id);
}

/** A request may say until when it is carried out: `x-do-before`, in milliseconds. */
interface Asked {
  s: Store;
  doBefore: number;
}

/** A site has indexes: of whom it is asked for by name it looks at those alone. */
function few(s: Store, filter: Resource['filter']): User[] | undefined {
  const asked = /^externalId eq "([^"]*)" or userName eq "([^"]*)"$/.exec(filter?.expression ?? '');
  if (!asked) return undefined;
  const ids = [s.byExternalId.get(asked[1] ?? ''), s.byUserName.get(asked[2]?.toLowerCase() ?? '')];
  return [...new Set(ids)].flatMap((id) => s.users.get(id ?? '') ?? []);
}

type Resource = {
  id?: string;
  filter?: { expression: string; match<T>(all: T[]): T[] } & { [i: number]: Record<string, unknown> };
};

SCIMMY.Resources.declare(SCIMMY.Resources.User)
  .extend(SCIMMY.Schemas.EnterpriseUser, false)
  .ingress((async (resource: Resource, instance: unknown, { s, doBefore }: Asked) => {
    if (Date.now() > doBefore) throw new SCIMMY.Types.Error(503, null as never, 'Too late');
    const given = plain<User>(instance);
    const id = resource.id ?? randomUUID();
    if (resource.id && !s.users.has(resource.id)) throw new SCIMMY.Types.Error(404, null as never, 'No such user');
    const holder = s.byUserName.get(given.userName?.toLowerCase() ?? '');
    if (holder && holder !== id && s.users.has(holder)) throw new SCIMMY.Types.Error(409, 'uniqueness', 'It is taken');
    const user = { ...given, id };
    keep(s, user);
    s.log.push({ externalId: user.externalId ?? '', name: user.name?.givenName ?? null, active: user.active });
    return shown(s, user);
  }) as never)
  .egress((async (resource: Resource, { s }: Asked) => {
    if (resource.id) {
      const user = s.users.get(resource.id);
      if (!user) throw new SCIMMY.Types.Error(404, null as never, 'No such user');
      return shown(s, user);
    }
    const all = few(s, resource.filter) ?? [...s.users.values()];
    return (resource.filter ? resource.filter.match(all) : all).map((u) => shown(s, u));
  }) as never)
  .degress((async (resource: Resource, { s, doBefore }: Asked) => {
    if (Date.now() > doBefore) throw new SCIMMY.Types.Error(503, null as never, 'Too late');
    const user = s.users.get(resource.id ?? '');
    if (!user) throw new SCIMMY.Types.Error(404, null as never, 'No such user');
    s.users.delete(user.id);
    s.log.push({ externalId: user.externalId ?? '', name: null });
  }) as never);

const app = express();
app.disable('x-powered-by').disable('etag');

app.get('/:name/look', (req, res) => {
  const s = store(req.params.name);
  res.json({ users: [...s.users.values()], log: s.log });
});
/** Someone at the site adds, changes or removes accounts by hand. */
app.put('/:name/users', express.json(), (req, res) => {
  const s = store(req.params.name);
  for (const user of req.body as User[]) {
    keep(s, { ...s.users.get(user.id), ...user });
  }
  res.json({});
});
app.delete('/:name/users/:id', (req, res) => {
  store(req.params.name).users.delete(req.params.id);
  res.json({});
});
app.use('/:name/scim', (req, res, next) => {
  // The routers write numbers into it, and express 5 makes it anew each time.
  Object.defineProperty(req, 'query', { value: { ...req.query } });
  const s = store(req.params.name);
  const id = /^\/Users\/([^/?]+)/.exec(req.url)?.[1] ?? '';
  const match = req.headers['if-match'];
  if (s.name.startsWith('etag') && match && s.users.has(id) && match !== etagOf(s, id)) {
    res.status(412).json({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '412' });
    return;
  }
  next();
});
app.use(
  '/:name/scim',
  new SCIMMYRouters({
    type: 'bearer',
    baseUri: () => 'http://site.example',
    context: (req: express.Request): Asked => ({
      s: store((req.params as { name: string }).name),
      doBefore: Number(req.headers['x-do-before'] ?? Number.POSITIVE_INFINITY),
    }),
    handler: (req: express.Request) => {
      const { name } = req.params as { name: string };
      if (req.headers.authorization !== `Bearer token-of-${name}`) throw new Error('Wrong token');
      return 'staffroom';
    },
  }) as unknown as express.RequestHandler,
);
app.use(((error: Error, _req, res, next) =>
  res.headersSent ? next() : res.status(500).end(error.message)) as express.ErrorRequestHandler);

const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.on('disconnect', () => process.exit());
