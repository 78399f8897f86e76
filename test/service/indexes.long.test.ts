import { randomUUID } from 'node:crypto';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../db/connect.ts';
import type { Ctx } from '../../src/service/context.ts';
import type { Searched, Shown } from '../../src/service/directory/attributes.ts';
import type { Filter as DirectoryFilter } from '../../src/service/directory/filter.ts';
import { groupAttributes } from '../../src/service/directory/groups.ts';
import { listMembers } from '../../src/service/directory/list.ts';
import { listAll } from '../../src/service/directory/list-all.ts';
import { asDirectory } from '../../src/service/directory/principal.ts';
import { userAttributes } from '../../src/service/directory/user-attributes.ts';
import { addPeople, previewAdd } from '../../src/service/people/add.ts';
import { findPerson, searchPeople } from '../../src/service/people/find.ts';
import { countPeople, type Filter, listPeople } from '../../src/service/people/list.ts';
import type { Sort } from '../../src/service/people/list-order.ts';
import { readableDomains } from '../../src/service/people/readable-domains.ts';
import { type Programme, programmes } from '../../src/words/programmes.ts';
import { useDatabase } from '../kit/database.ts';
import { addCentre, addUser } from '../kit/people.ts';
import { recorded, type Sent } from '../kit/recorded.ts';

/** At a school of 10,000 every list, search and filter reads an index, and a bulk add takes few round trips. */

const database = useDatabase();
let connection: Connection;
let owner: Sql;
let ctx: Ctx;
let siteAdmin: Ctx;
const sent: Sent[] = [];

beforeAll(async () => {
  connection = recorded(database.url, sent);
  owner = postgres(database.url, { max: 1, onnotice: () => {} });
  const { id: centreId } = await addCentre(database.db);
  const amina = await addUser(database.db, centreId, { role: 'coordinator' });
  await fill(centreId, 10_000);
  const app = { ...database.app(), db: connection.db };
  const base = { ...app, workspaceId: null, correlationId: randomUUID() };
  ctx = { ...base, actor: { id: amina.id, centreId, role: 'coordinator', siteAdminOf: [] } };
  siteAdmin = { ...base, actor: { id: amina.id, centreId, role: 'teacher', siteAdminOf: ['test-maker'] } };
}, 60_000);
afterAll(async () => {
  await connection.close();
  await owner.end();
});

/** People of every role and status; one in four may sign in to Test Maker. */
async function fill(centreId: string, n: number): Promise<void> {
  await owner`
    insert into users (centre_id, first_name, last_name, email, role, status, suspended_from)
    select ${centreId}, 'First' || md5(i::text), 'Last' || md5((i * 7)::text), md5(i::text) || i || '@big.example',
      case when i % 100 = 0 then 'admin' else 'teacher' end::role,
      case when i % 50 = 1 then 'suspended' when i % 20 = 0 then 'invited' else 'active' end::status,
      case when i % 50 = 1 then 'active'::status end
    from generate_series(1, ${n}) i`;
  await owner`insert into site_access (centre_id, user_id, site) select centre_id, id, 'hub' from users`;
  await owner`
    insert into site_access (centre_id, user_id, site)
    select centre_id, id, 'test-maker' from users where get_byte(uuid_send(id), 0) % 4 = 0`;
  await owner`insert into user_programmes (centre_id, user_id, programme) select centre_id, id, 'advanced' from users`;
  await owner`
    insert into second_factors (user_id, centre_id, sealed, last_step, added_at, recovery_salt, recovery_hashes)
    select id, centre_id, '', 0, now(), '', '{}' from users`;
  await owner`
    insert into scheduled_changes (centre_id, user_id, kind, site, day, planned_by_id, correlation_id, created_at, state)
    select centre_id, id, case when i = 0 then 'invite' else 'end-access' end, case when i = 1 then 'hub'::site end,
      '2999-01-01', id, id, now(), 'planned' from users, generate_series(0, 1) i where get_byte(uuid_send(id), 0) % 4 = 0`;
  await owner`vacuum analyze`;
}

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Plans?: Node[];
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** The very statements that a use case sends, as PostgreSQL would carry them out. */
async function plansOf(run: () => Promise<unknown>): Promise<Node[]> {
  sent.length = 0;
  await run();
  const statements = sent.filter(({ text }) => /^\s*select/i.test(text) && /\busers\b/.test(text));
  expect(statements.length).toBeGreaterThan(0);
  const nodes: Node[] = [];
  for (const { text, parameters } of statements) {
    const [row] = await owner.unsafe(`explain (format json) ${text}`, parameters as never[]);
    nodes.push(...nodesOf((row as unknown as { 'QUERY PLAN': [{ Plan: Node }] })['QUERY PLAN'][0].Plan));
  }
  return nodes;
}

async function page(at: Ctx, filter: Filter, pages: number) {
  let after: Awaited<ReturnType<typeof listPeople>>['next'];
  for (let i = 0; i < pages; i += 1) after = (await listPeople(at, { filter, ...(after && { after }) })).next;
  sent.length = 0;
  return listPeople(at, { filter, ...(after && { after }) });
}

async function sortedPage(filter: Filter, sort: Sort) {
  const { next: after } = await listPeople(ctx, { filter, sort });
  sent.length = 0;
  return listPeople(ctx, { filter, sort, ...(after && { after }) });
}

const filters: [string, Filter][] = [
  ['all', {}],
  ['a part of a name', { words: 'c4ca42' }],
  ['parts of a name and an e-mail', { words: 'first 8f14e45 @big' }],
  ['status', { status: 'suspended' }],
  ['a status that most have', { status: 'active' }],
  ['role', { role: 'admin' }],
  ['a role that most have', { role: 'teacher' }],
  ['site', { site: 'test-maker' }],
  ['site admins', { siteAdmin: true }],
  ['who never signed in', { signedIn: 'never' }],
  ['all at once', { words: 'a1', status: 'active', role: 'teacher', site: 'hub' }],
];

const cases: [string, () => Promise<unknown>][] = [
  ...filters.flatMap(([name, filter]): [string, () => Promise<unknown>][] => [
    [`list by ${name}`, () => listPeople(ctx, { filter })],
    [`list by ${name}, page 5`, () => page(ctx, filter, 4)],
    [`list by ${name}, by last seen, page 2`, () => sortedPage(filter, 'last-seen')],
    [`list by ${name}, by date added, page 2`, () => sortedPage(filter, 'added')],
    [`list by ${name}, as a site admin`, () => listPeople(siteAdmin, { filter })],
  ]),
  // A count of all, or of most, reads all or most: only of few does it find them by an index.
  ...filters
    .filter(([name]) => ['a part of a name', 'status', 'role'].includes(name))
    .map(([name, filter]): [string, () => Promise<unknown>] => [`count by ${name}`, () => countPeople(ctx, filter)]),
  ['search while typing', () => searchPeople(ctx, { words: 'c4ca42' })],
  ['find by e-mail', () => findPerson(ctx, { ref: 'c4ca4238a0b923820dcc509a6f75849b1@big.example' })],
  ['find by parts of a name', () => findPerson(ctx, { ref: 'c81e728d9d4c2f636f067f89cc14862c' })],
  ['find by a mistyped name', () => findPerson(ctx, { ref: 'c81e728d9d4c2f636f067f89cc14862x' })],
  ['at the start, e-mails as releases before kept them', () => readableDomains(ctx)],
  ['preview of an add', () => previewAdd(ctx, { rows: rows(100) })],
  ...(
    [
      ['username', 'c4ca4238a0b923820dcc509a6f75849b1@big.example'],
      ['emails.value', 'c4ca4238a0b923820dcc509a6f75849b1@big.example'],
      ['externalid', 'X'],
      ['id', randomUUID()],
      ['groups.value', 'primary'],
    ] as const
  ).map(([path, value]): [string, () => Promise<unknown>] => [
    `a directory’s search by ${path}`,
    () =>
      listMembers(directory(), { filter: { op: 'eq', path, value }, ...firstPage }, searched(userAttributes(shown))),
  ]),
  [
    'a directory’s search for a member’s groups',
    () => {
      const filter: DirectoryFilter = { op: 'eq', path: 'members', value: randomUUID() };
      const both = {
        ofUsers: searched(userAttributes(shown)),
        ofGroups: searched(groupAttributes(directory(), shown)),
      };
      return listAll(directory(), { filter, ...firstPage }, both);
    },
  ],
];

const directory = () => asDirectory(ctx, ctx.actor.centreId, randomUUID());
const firstPage = { startIndex: 1, count: 1 };
const groupNames = Object.fromEntries(programmes.map((p) => [p, p])) as Record<Programme, string>;
const shown: Shown = { base: '', userSchema: '', groupSchema: '', groupNames };
const searched = (attributes: Searched['attributes']): Searched => ({ attributes, isKnown: () => true });

describe('at a school of 10,000', () => {
  test.each(cases)('%s reads an index, not the table', async (what, run) => {
    const nodes = await plansOf(run);
    const ofUsers = nodes.filter((n) => n['Relation Name'] === 'users' || n['Index Name']?.startsWith('users'));
    expect(ofUsers.filter((n) => n['Node Type'] === 'Seq Scan')).toEqual([]);
    expect(ofUsers.some((n) => n['Index Name'] !== undefined)).toBe(true);
    // Of a school's five groups nothing is kept here, and of the one school that there is, which a preview reads beside the people, a
    // row: no index is worth reading.
    const read = nodes.filter((n) => n['Node Type'] === 'Seq Scan').map((n) => n['Relation Name']);
    const tiny = ['directory_groups', ...(what === 'preview of an add' ? ['centres', 'centre_sites'] : [])];
    expect(read.filter((table) => !tiny.includes(table ?? ''))).toEqual([]);
  });
});

const rows = (n: number) =>
  Array.from({ length: n }, (_, i) => ({
    firstName: 'New',
    lastName: `Comer ${i}`,
    email: `${randomUUID()}@big.example`,
    role: 'teacher' as const,
    programmes: ['primary' as const],
    siteAdminOf: [],
  }));

describe('a bulk add', () => {
  const statements = async (n: number) => {
    sent.length = 0;
    const { people } = await addPeople(ctx, { rows: rows(n) });
    expect(people).toHaveLength(n);
    return sent.length;
  };

  test('takes one round trip for each 500 rows, beyond what one row takes', async () => {
    const one = await statements(1);
    expect(one).toBeLessThanOrEqual(10);
    expect((await statements(500)) - one).toBeLessThanOrEqual(1);
    expect((await statements(1_000)) - one).toBeLessThanOrEqual(2);
    expect((await statements(2_000)) - one).toBeLessThanOrEqual(4);
  });

  test('is previewed with as many statements for 1,000 rows as for one', async () => {
    const preview = async (n: number) => {
      sent.length = 0;
      await previewAdd(ctx, { rows: rows(n) });
      return sent.length;
    };
    expect(await preview(1_000)).toBe(await preview(1));
  });

  test('a list is one statement, however many people are on the page', async () => {
    sent.length = 0;
    await listPeople(ctx, { filter: {}, limit: 100 });
    expect(sent).toHaveLength(1);
  });
});
