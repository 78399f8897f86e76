import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { created, group, patch, scimWorld, someone, userSchema } from './world.ts';

/** What the schemas say of each attribute is what it does: whoever reads them can rely on it. */

const { aDirectory } = scimWorld();

interface Attribute {
  name: string;
  type: string;
  multiValued: boolean;
  required: boolean;
  caseExact: boolean;
  mutability: string;
  returned: string;
  uniqueness: string;
  subAttributes?: Attribute[];
}

type Values = Record<string, unknown>;

/** Each attribute that is none of several others, with its path. */
const leaves = (all: Attribute[], above = ''): [string, Attribute][] =>
  all.flatMap((a) => (a.subAttributes ? leaves(a.subAttributes, `${above}${a.name}.`) : [[above + a.name, a]]));

/** What is at a path; of several values, of the first. */
function at(resource: unknown, path: string): unknown {
  return path.split('.').reduce((found, name) => {
    const one = Array.isArray(found) ? found[0] : found;
    return (one as Values | undefined)?.[name];
  }, resource);
}

/** The same with something else at a path, or nothing. */
function withAt(resource: unknown, [name = '', ...rest]: string[], value: unknown): unknown {
  if (Array.isArray(resource)) return resource.map((r) => withAt(r, [name, ...rest], value));
  const parts = { ...(resource as Values) };
  if (rest.length === 0) parts[name] = value;
  else parts[name] = withAt(parts[name] ?? {}, rest, value);
  return parts;
}

const other = (path: string, value: unknown): unknown =>
  typeof value === 'boolean' ? !value : path === 'emails.value' ? `x${value}` : `Other ${value}`;

const swapped = (text: string) =>
  [...text].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');

test('of users is true, attribute by attribute', async () => {
  const { client } = await aDirectory();
  const { attributes } = (await client.send('GET', `/Schemas/${userSchema}`)).body as { attributes: Attribute[] };
  const fresh = () => ({ ...someone({ userName: `${randomUUID()}@x.example`, externalId: randomUUID() }) });
  for (const [path, says] of leaves(attributes)) {
    const sent = fresh();
    const made = await created(client, sent);
    await client.send(...group('primary', { op: 'add', path: 'members', value: made.id }));
    const read = async () => (await client.send('GET', `/Users/${made.id}`)).body;
    const [before, parts] = [await read(), path.split('.')];
    const value = at(before, path);
    const facts: Values = { type: says.type === 'boolean' ? 'boolean' : 'string' };
    expect(typeof value, path).toBe(facts.type);
    expect(Array.isArray(before[parts[0] ?? '']), path).toBe(attributes.find((a) => a.name === parts[0])?.multiValued);

    const without = await client.send('POST', '/Users', withAt(fresh(), parts, undefined));
    expect(without.status, `${path} is required`).toBe(says.required ? 400 : 201);

    if (says.mutability !== 'readOnly') {
      const twice = await client.send('POST', '/Users', withAt(fresh(), parts, value));
      expect(twice.status, `${path} is unique`).toBe(says.uniqueness === 'server' ? 409 : 201);
    }
    if (typeof value === 'string') {
      const filter = encodeURIComponent(`id eq "${made.id}" and ${path} eq ${JSON.stringify(swapped(value))}`);
      const { body } = await client.send('GET', `/Users?filter=${filter}`);
      expect(body.totalResults, `${path} is caseExact`).toBe(says.caseExact ? 0 : 1);
    }
    const less = await client.send('GET', `/Users/${made.id}?excludedAttributes=${path}`);
    expect(at(less.body, path), `${path} is returned`).toBe(says.returned === 'always' ? value : undefined);

    const changed = other(path, value);
    expect((await client.send('PUT', `/Users/${made.id}`, withAt(before, parts, changed))).status, path).toBe(200);
    expect(at(await read(), path), `${path} can be changed`).toEqual(says.mutability === 'readOnly' ? value : changed);
    if (says.mutability === 'readOnly') continue;
    await client.send('PATCH', `/Users/${made.id}`, patch({ op: 'replace', path, value }));
    expect(at(await read(), path), `${path} can be patched`).toEqual(value);
  }
});

test('of users and groups names all that is shown, and nothing else', async () => {
  const { client } = await aDirectory();
  const { id } = await created(client, { externalId: randomUUID() });
  await client.send(
    ...group('primary', { op: 'add', path: 'members', value: id }, { op: 'add', value: { externalId: 'G' } }),
  );
  const { body } = await client.send('GET', '/Schemas');
  for (const [i, where] of [`/Users/${id}`, '/Groups/primary'].entries()) {
    const { schemas: _, id: __, meta: ___, ...shown } = (await client.send('GET', where)).body;
    const said = leaves(body.Resources[i].attributes).map(([path]) => path);
    expect(said.filter((path) => at(shown, path) === undefined)).toEqual([]);
    const names = (value: unknown, above = ''): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(Array.isArray(value) ? value[0] : value).flatMap(([n, v]) =>
            names(v, above ? `${above}.${n}` : n),
          )
        : [above];
    expect(new Set(names(shown))).toEqual(new Set(said));
  }
});

test('of groups is true: what is ours stays, and what is not is taken', async () => {
  const { client } = await aDirectory();
  const { id } = await created(client);
  const sent = {
    id: 'x',
    displayName: 'x',
    externalId: 'Group',
    members: [{ value: id.toUpperCase(), display: 'x', type: 'Group', $ref: 'x' }],
  };
  const { status, body } = await client.send('PUT', '/Groups/primary', sent);
  expect([status, body.displayName, body.externalId]).toEqual([200, 'Cambridge Primary', 'Group']);
  expect(body.members).toEqual([{ value: id, display: 'Chidi Obi', type: 'User', $ref: expect.stringContaining(id) }]);
  for (const [path, found] of [
    ['externalId eq "group"', 0],
    ['displayName eq "cambridge PRIMARY"', 1],
    [`members.value eq "${id.toUpperCase()}"`, 1],
    ['members.display eq "CHIDI obi"', 1],
    ['members.type eq "user"', 1],
  ] as const) {
    const { body } = await client.send('GET', `/Groups?filter=${encodeURIComponent(path)}`);
    expect(body.totalResults, path).toBe(found);
  }
  expect((await client.send('PUT', '/Groups/advanced', { externalId: 'Group' })).status).toBe(200);
});
