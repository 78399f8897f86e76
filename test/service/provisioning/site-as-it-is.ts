import { gzipSync } from 'node:zlib';
import type { Says, Seen } from './scripted.ts';

type Attributes = Record<string, unknown>;

/** Something that services in the world do otherwise than SCIM has it. */
export interface Habit {
  /** What questions it understands, by the attribute that is asked for; all and “or” unless it is said. */
  filters?: { only: string[]; else: 'refuses' | 'breaks' | 'gives all' | 'finds nobody' };
  /** Answers in place of doing what is asked. */
  instead?: (seen: Seen, users: Map<string, Attributes>) => Says | undefined;
  /** Its ids are numbers, and not words. */
  countsUsers?: boolean;
  /** What it makes of a user before it keeps them. @param was what it has of them already */
  keeps?: (user: Attributes, was: Attributes | undefined) => Attributes;
  /** Changes what it would answer. */
  answers?: (says: Says, seen: Seen) => Says;
  /** How many it lists at once at most. */
  page?: number;
  /** Begins each list with the first. */
  startsAnew?: boolean;
  countsFrom0?: boolean;
  /** What it says there are in all. */
  total?: (all: number, shown: number) => unknown;
  /** Versions are named, and have to be. */
  etags?: 'minds' | 'demands' | 'demands without showing' | 'never matches';
  deletes?: 'softly' | 'not at all' | 'no route';
}

const error = (status: number, more: Attributes = {}): Says => ({
  status,
  body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), ...more },
});

/** A page for people, where a service should answer. */
export const html = (status: number): Says => ({
  status,
  text: '<!doctype html><title>Sign in</title>',
  headers: { 'content-type': 'text/html' },
});

export const zipped = (says: Says): Says =>
  says.body === undefined
    ? says
    : {
        ...says,
        text: gzipSync(JSON.stringify(says.body)),
        headers: { ...says.headers, 'content-encoding': 'gzip' },
      };

/** A SCIM service as one may meet it. What it does not do otherwise by its habits, it does as SCIM has it. */
export function siteAsItIs(habit: Habit) {
  const users = new Map<string, Attributes>();
  const versions = new Map<string, number>();
  let made = 0;
  const etag = (id: string) => `W/"${versions.get(id)}"`;
  const shows = habit.etags !== undefined && habit.etags !== 'demands without showing';

  const one = (status: number, id: string): Says => ({
    status,
    body: users.get(id),
    headers: { location: `http://site.example/scim/Users/${id}`, ...(shows && { etag: etag(id) }) },
  });

  function keep(id: string, user: Attributes): void {
    const kept = habit.keeps?.(user, users.get(id)) ?? user;
    users.set(id, { ...kept, id: habit.countsUsers ? Number(id) : id });
    versions.set(id, (versions.get(id) ?? 0) + 1);
  }

  const nameOf = (user: Attributes | undefined) => String(user?.userName).toLowerCase();
  const isUsed = (user: Attributes, id: string) =>
    [...users.values()].some((u) => String(u.id) !== id && nameOf(u) === nameOf(user));

  function asked(filter: string): Attributes[] | Says {
    const all = [...users.values()];
    const questions = filter.split(' or ').map((q) => /^(\w+) eq "([^"]*)"$/.exec(q) ?? []);
    const { only, else: otherwise } = habit.filters ?? { only: ['externalId', 'userName', 'or'], else: 'refuses' };
    const isKnown =
      questions.every(([, key = '']) => only.includes(key)) && (questions.length === 1 || only.includes('or'));
    if (!isKnown) {
      if (otherwise === 'refuses') return error(400, { scimType: 'invalidFilter' });
      if (otherwise === 'breaks') return error(501);
      return otherwise === 'gives all' ? all : [];
    }
    return all.filter((u) =>
      questions.some(([, key = '', value = '']) => String(u[key] ?? '').toLowerCase() === value.toLowerCase()),
    );
  }

  function list(query: URLSearchParams): Says {
    const filter = query.get('filter');
    const found = filter === null ? [...users.values()] : asked(filter);
    if (!Array.isArray(found)) return found;
    const from = Number(query.get('startIndex') ?? (habit.countsFrom0 ? 0 : 1)) - (habit.countsFrom0 ? 0 : 1);
    const count = Math.min(Number(query.get('count') ?? 100), habit.page ?? 100);
    const Resources = found.slice(habit.startsAnew ? 0 : from).slice(0, count);
    const totalResults = habit.total ? habit.total(found.length, Resources.length) : found.length;
    return { status: 200, body: { totalResults, Resources } };
  }

  function write(seen: Seen, id: string): Says {
    const was = users.get(id);
    if (!was) return error(404);
    const match = seen.headers['if-match'];
    if (habit.etags?.startsWith('demands') && !match) return error(428);
    if (match && match !== '*' && (match !== etag(id) || habit.etags === 'never matches')) return error(412);
    if (seen.method === 'DELETE') {
      if (habit.deletes === 'no route') return error(405);
      if (habit.deletes === 'softly') keep(id, { ...was, active: false });
      else if (habit.deletes !== 'not at all') users.delete(id);
      return { status: 204 };
    }
    const next = seen.method === 'PUT' ? { ...seen.body } : structuredClone(was);
    for (const { op, path, value } of seen.method === 'PATCH' ? (seen.body.Operations ?? []) : []) {
      const [, urn, part] = /^(urn:.+):(\w+)$/.exec(path) ?? [];
      if (urn && part) next[urn] = { ...(next[urn] as Attributes), [part]: value };
      else if (op === 'remove') delete next[path];
      else next[path] = value;
    }
    if (isUsed(next, id)) return error(409, { scimType: 'uniqueness' });
    keep(id, next);
    return one(200, id);
  }

  function make(user: Attributes): Says {
    if (isUsed(user, '')) return error(409);
    made += 1;
    const id = String(made);
    keep(id, user);
    return one(201, id);
  }

  function answer(seen: Seen): Says {
    const url = new URL(seen.url, 'http://site.example');
    const id = /^\/scim\/Users\/([^/]+)$/.exec(url.pathname)?.[1];
    const isUsers = /^\/scim\/Users\/?$/.test(url.pathname);
    if (isUsers && seen.method === 'GET') return list(url.searchParams);
    if (isUsers && seen.method === 'POST') return make(seen.body);
    if (id === undefined) return html(404);
    return seen.method === 'GET' ? (users.has(id) ? one(200, id) : error(404)) : write(seen, id);
  }

  return {
    users,
    has: (id: string) => [...users.values()].filter((u) => u.externalId === id),
    put: (user: Attributes & { id: string }) => keep(user.id, user),
    answer(seen: Seen): Says {
      const says = habit.instead?.(seen, users) ?? answer(seen);
      return habit.answers?.(says, seen) ?? says;
    },
  };
}
