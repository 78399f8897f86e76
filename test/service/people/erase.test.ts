import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ctx } from '../../../src/service/context.ts';
import { deletePerson } from '../../../src/service/people/delete.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, type School } from '../../kit/school.ts';

/**
 * That a deletion forgets nothing, by the database's own catalogue: whatever column there is of whatever table that refers
 * to a user is filled, the person is deleted, and what is left is compared with what is kept on purpose. A new column or
 * table is filled like the others.
 */

/** What stays of a user's own row. */
const keptOfUsers = {
  id: 'what the trail points at',
  centre_id: 'whose trail that is',
  role: 'says nothing about who it was',
  status: 'deleted',
  created_at: 'says nothing about who it was',
  sort_name: 'made from names that are gone: nothing but a space',
  search_text: 'the same',
  changed_at: 'says nothing about who it was',
};

/** What else stays of what was kept of the person, or said of them, and why. */
const kept = {
  'audit_events.action': 'the policy’s word for it',
  'audit_events.reason': 'why a thing was done to someone is what the trail is for',
  'audit_events.details': 'what was changed, in the program’s words',
  'mails.kind': 'the catalogue’s word for it',
  'provisioning.remote_id': 'by it the site is told to delete its account; then the row goes',
  'provisioning.etag': 'the site’s version of that account',
  'imports.counts': 'numbers of what was made',
  'transfers.counts': 'numbers by site',
  'workspaces.external_id': 'the platform’s id of a workspace',
  'workspaces.organisation_id': 'the platform’s id of an organisation',
  'workspaces.approvals_channel': 'the platform’s id of a channel',
  'workspaces.name': 'what a workspace is called',
};

/** Tables that refer to no user. What a person says or is called is in none of them. */
const ofNobody = {
  centres: 'a school',
  centre_sites: 'a school',
  column_choices: 'a school; a hash of the columns’ names, and their places',
  site_connections: 'a school',
  directory_tokens: 'a school; a hash',
  directory_groups: 'a school; what its directory calls a group',
  workspace_codes: 'a workspace',
  installations: 'a workspace; sealed',
  signing_keys: 'ours',
  mail_server: 'what it answered, in codes',
  secret_keys: 'ours; hashes',
  done_once: 'what a platform calls a press',
  deliveries: 'a hash; what was said with it, sealed, only until it is answered, at most a week',
  rate_limits: 'a hash',
  audit_seals: 'hashes; of a reason a salted one',
  audit_unsealed: 'an event’s number',
  learners: 'of a group, which goes to another teacher before its owner can be deleted',
  tests: 'the same',
  results: 'the same',
  import_parts: 'what learners’ marks were before an import, for some weeks',
};

/** Tables that are a person’s without a foreign key: the column that leads to them. */
const withoutKey: Record<string, string> = { oidc_records: 'account_id', chat_references: 'peer' };

/** What a column has to be so that the database takes the row; all others get what fits their type. */
const special: Record<string, Record<string, unknown>> = {
  links: { kind: 'confirm-email' },
  // Someone else's, which they asked for.
  // Whoever asks in a chat to be confirmed has no account yet.
  'links.asked_by': {
    new_email: 'another@riverside.example',
    token_hash: Buffer.alloc(32),
    chat_person: null,
    chat_name: null,
  },
  requests: {
    kind: 'access',
    site: 'hub',
    status: 'denied',
    created_at: new Date('2026-01-01'),
    remind_at: new Date('2026-01-02'),
    expires_at: new Date('2026-01-03'),
  },
  // What someone else asked for goes with them, and not with whoever decided it.
  'requests.decided_by': { reason: null, decision_reason: null },
  request_messages: { channel: null },
  scheduled_changes: { kind: 'leaver', state: 'planned', ended_at: null },
  // What they planned for someone else is about that one; what stood in the way may have been about whoever was to hold their data.
  'scheduled_changes.planned_by_id': { kind: 'suspend', to_id: null, state: 'waiting', reason: null, problem: null },
  'scheduled_changes.to_id': { reason: null },
  promotions: { year: '2025/26' },
  // Of the site that they opened there is one already.
  site_visits: { site: 'forums' },
  // What they wrote down about someone else is about that one.
  'notes.by_id': { text: 'Part-time.' },
  workspaces: { ended_at: null, ended_id: null },
  'workspaces.ended_by': { external_id: null, approvals_channel: null, ended_at: new Date(), ended_id: 'T1' },
  chat_references: { platform: 'slack', external_id: 'T1', peer: `person:${marker('chat_identities', 'external_id')}` },
};

function marker(table: string, column: string): string {
  return `quetzal.${table}.${column}@gone.example`;
}

const database = useDatabase();
const owner = postgres(database.url, { max: 1 });
let school: School;
let amina: Ctx;

beforeAll(async () => {
  school = await aSchool(database.app());
  amina = school.as(await school.person({ role: 'coordinator' }));
});
afterAll(() => owner.end());

interface Column {
  table: string;
  name: string;
  type: string;
  nullable: boolean;
  hasDefault: boolean;
  /** The first of an enum's words. */
  word: string | null;
  refersTo: string | null;
}

/** Every column of the program's tables but those that the database makes. */
const readColumns = () => owner<Column[]>`
  select c.relname as table, attname as name, typname as type, not attnotnull as nullable, atthasdef as "hasDefault",
    (select enumlabel from pg_enum where enumtypid = t.oid order by enumsortorder limit 1) as word,
    (select confrelid::regclass::text from pg_constraint
      where contype = 'f' and conrelid = c.oid and conkey[cardinality(conkey)] = attnum limit 1) as "refersTo"
  from pg_attribute join pg_class c on c.oid = attrelid join pg_type t on t.oid = atttypid
  where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
    and attgenerated = '' and attidentity = '' order by c.relname, attnum`;

/** What says where it was put, where the type can hold it. Nothing: the column is left as it is. */
function filling({ table, name, type, nullable, hasDefault, word }: Column): unknown {
  const text = marker(table, name);
  if (type === 'text') return text;
  if (type === 'jsonb') return { said: text };
  if (type === '_text') return [text];
  if (type === 'bytea') return Buffer.from(`${text} ${randomUUID()}`);
  if (hasDefault) return undefined;
  if (type === 'timestamptz') return new Date();
  if (nullable) return undefined;
  if (word) return word;
  if (type === 'uuid') return randomUUID();
  if (type === '_uuid' || type === '_site') return [];
  if (type === 'int8' || type === 'int4') return 0;
  if (type === 'bool') return false;
  if (type === 'date') return '2026-01-01';
  throw new Error(`${table}.${name}: this test knows no value for the type ${type}. Give it one in "filling".`);
}

/** Gives the person one row for each column that refers to a user, all else in it filled. */
async function fillTables(columns: Column[], personId: string, others: string[]): Promise<void> {
  const ids: Record<string, string> = { users: '', ...(await makeParents()) };
  const isPersons = (c: Column) => c.refersTo === 'users' || withoutKey[c.table] === c.name;
  const done = new Set<string>();
  async function fill(table: string): Promise<void> {
    if (done.has(table)) return;
    done.add(table);
    const own = columns.filter((c) => c.table === table);
    for (const { refersTo } of own) if (refersTo && !(refersTo in ids)) await fill(refersTo);
    for (const column of own.filter(isPersons)) {
      const valueFor = (c: Column) => {
        if (c === column) return personId;
        if (c.name === 'centre_id') return school.centreId;
        if (c.refersTo === 'users') return others[own.filter(isPersons).indexOf(c)];
        return ids[c.refersTo ?? ''] ?? filling(c);
      };
      const values = own.map((c) => [c.name, valueFor(c)] as const);
      const row = Object.fromEntries(values.filter(([, value]) => value !== undefined));
      const [made] =
        await owner`insert into ${owner(table)} ${owner({ ...row, ...special[table], ...special[`${table}.${column.name}`] })} returning *`.catch(
          (error) => {
            throw new Error(`${table} takes no such row (${error.message}). Say in "special" what it needs.`);
          },
        );
      ids[table] = made?.id;
    }
  }
  // Nobody who owns a group can be deleted.
  for (const { table } of columns.filter((c) => isPersons(c) && c.table !== 'learner_groups')) await fill(table);
}

async function makeParents(): Promise<{ workspaces: string; site_connections: string }> {
  const [workspace] = await owner`
    insert into workspaces (centre_id, platform, external_id) values (${school.centreId}, 'slack', 'T1') returning id`;
  const [connection] = await owner`
    insert into site_connections (centre_id, site, client_id, scim_url, sealed_scim_auth, created_at, changed_at)
    values (${school.centreId}, 'hub', 'in100-hub', 'https://hub.example/scim', '', now(), now()) returning id`;
  return { workspaces: workspace?.id, site_connections: connection?.id };
}

/** Where in the whole database, the queue's tables too, something that was filled in still is: as `table.column`. */
async function whatIsLeft(): Promise<string[]> {
  const tables = await owner<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = relnamespace
    where relkind = 'r' and nspname !~ '^pg_|information_schema'`;
  const found = tables.map(({ name }) =>
    owner.unsafe<{ name: string }[]>(
      `select distinct '${name}.' || c.key as name from ${name} t, jsonb_each_text(to_jsonb(t)) c
       where c.value ~ 'quetzal|${Buffer.from('quetzal').toString('hex')}'`,
    ),
  );
  return (await Promise.all(found)).flatMap((rows) => rows.map(({ name }) => name)).sort();
}

test('of a deleted person only that is left which is kept on purpose', async () => {
  const columns = await readColumns();
  const person = await school.person({ status: 'suspended', suspendedFrom: 'active' }, []);
  const own = columns.filter((c) => c.table === 'users' && c.nullable && !c.refersTo);
  const values = own.map((c) => [c.name, filling(c)] as const).filter(([, value]) => value !== undefined);
  await owner`update users set ${owner(Object.fromEntries(values))} where id = ${person.id}`;
  const others = await Promise.all(Array.from({ length: 3 }, async () => (await school.person()).id));
  await fillTables(columns, person.id, others);
  expect(await whatIsLeft()).toContain('users.email');

  await deletePerson(amina, { id: person.id });

  expect(
    await whatIsLeft(),
    'Something of a deleted person is left: erase it (src/service/people/erase.ts), or say in "kept" why it stays.',
  ).toEqual(Object.keys(kept).sort());
  const [row] = await owner<Record<string, unknown>[]>`select * from users where id = ${person.id}`;
  expect(
    Object.keys(row ?? {}).filter((name) => row?.[name] !== null),
    'A column of a deleted user still holds something: erase it (src/service/people/erase.ts), or say in "keptOfUsers" why.',
  ).toEqual(Object.keys(keptOfUsers));
});

test('every table is known to be a person’s or nobody’s', async () => {
  const columns = await readColumns();
  const persons = columns.filter((c) => c.refersTo === 'users').map((c) => c.table);
  const known = ['users', ...persons, ...Object.keys(withoutKey), ...Object.keys(ofNobody)];
  expect(
    [...new Set(columns.map((c) => c.table))],
    'A table refers to no user: give it a foreign key, or say in "ofNobody" whose it is.',
  ).toEqual([...new Set(known)].sort());
});
