import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { directoryGroups, userProgrammes, users } from '../../../db/schema/index.ts';
import { type Programme, programmes } from '../../words/programmes.ts';
import type { Db } from '../context.ts';
import { idList } from '../ids.ts';
import { fullNameOf } from '../people/columns.ts';
import { type Attribute, constant, nameOf, type Searched, type Shown } from './attributes.ts';
import { condition, conditionOfOne, type Filter } from './filter.ts';
import { type Page, sorting } from './list.ts';
import { inCentre } from './member.ts';
import type { Directory } from './principal.ts';
import { isId } from './user-attributes.ts';

/** To a directory a programme is a group, and whoever teaches it a member. There are these five, and no others. */
export const isGroup = (id: string): id is Programme => (programmes as readonly string[]).includes(id);

export interface Group {
  id: Programme;
  externalId: string | null;
  /** Another for each thing that is changed, of its members too. */
  version: string;
}

export interface GroupMember {
  id: string;
  name: string;
}

const idOf = sql`g.id`;
const externalId = sql`d.external_id`;
const member = alias(users, 'u');

/** Those of a group's members of whom something holds. */
const membersWho = (centreId: string, which: SQL) => sql`
  from user_programmes p join users u on u.id = p.user_id
  where p.centre_id = ${centreId}::uuid and p.programme = g.id::programme and u.status <> 'deleted' and ${which}`;

const versionOf = (centreId: string) => sql`md5(jsonb_build_array(${idOf}, ${externalId}, (
  select jsonb_agg(jsonb_build_array(u.id, u.first_name, u.last_name) order by u.id) ${membersWho(centreId, sql`true`)}
))::text)`;

/** What of a group is looked for and sorted by: all that is shown. */
export const groupAttributes = ({ actor: { centreId } }: Directory<Db>, shown: Shown): Map<string, Attribute> =>
  new Map(
    Object.entries<Attribute>({
      schemas: constant(shown.groupSchema),
      id: { kind: 'exact', sql: idOf },
      externalid: { kind: 'exact', sql: externalId },
      displayname: { kind: 'text', sql: nameOf(shown, idOf) },
      members: {
        kind: 'several',
        some: (which) => sql`exists (select ${membersWho(centreId, which)})`,
        parts: {
          value: { kind: 'id', sql: sql`u.id::text`, equals: isId(sql`u.id`) },
          display: { kind: 'text', sql: fullNameOf(member) },
          type: constant('User'),
          $ref: { kind: 'exact', sql: sql`(${`${shown.base}/Users/`}::text || u.id::text)` },
        },
      },
      meta: { kind: 'complex' },
      'meta.resourcetype': constant('Group'),
      'meta.location': { kind: 'exact', sql: sql`(${`${shown.base}/Groups/`}::text || ${idOf})` },
      'meta.version': { kind: 'exact', sql: sql`('W/"' || v.version || '"')` },
    }),
  );

/** The five as a table `g`, with what the directory calls each in `d`, and in `v` its version: made once, however often it is asked for. */
export const groupsTable = ({ actor: { centreId } }: Directory<Db>): SQL => sql`
  unnest(${asArray(programmes)}::text[]) with ordinality g(id, place)
  left join directory_groups d on d.centre_id = ${centreId}::uuid and d.programme::text = g.id
  cross join lateral (select ${versionOf(centreId)} as version offset 0) v`;

/** Those of the five that are looked for. @throws DirectoryRefusal for what can't be looked for or sorted by */
export async function listGroups(
  directory: Directory,
  page: Page,
  searched: Searched,
): Promise<{ total: number; groups: Group[] }> {
  const which = page.filter ? condition(page.filter, searched) : sql`true`;
  const groups = await readGroups(directory, which, sorting(page, searched));
  return { total: groups.length, groups: groups.slice(page.startIndex - 1, page.startIndex - 1 + page.count) };
}

/** @param order what they are sorted by before their own order */
export async function readGroups(directory: Directory<Db>, which: SQL, order: SQL[] = []): Promise<Group[]> {
  const { rows } = await directory.db.execute<Group & Record<string, unknown>>(sql`
    select g.id, d.external_id as "externalId", v.version
    from ${groupsTable(directory)}
    where ${which}
    order by ${sql.join([...order, sql`place`], sql`, `)}`);
  return rows;
}

export const isOneOf = (ids: Programme[]): SQL => sql`g.id = any(${asArray(ids)}::text[])`;

/** Keeps what the directory calls a group. @returns whether that is another than before */
export async function callGroup(
  { db, actor }: Directory<Db>,
  programme: Programme,
  name: string | null,
): Promise<boolean> {
  const changed = await db
    .insert(directoryGroups)
    .values({ centreId: actor.centreId, programme, externalId: name })
    .onConflictDoUpdate({
      target: [directoryGroups.centreId, directoryGroups.programme],
      set: { externalId: name },
      setWhere: sql`${directoryGroups.externalId} is distinct from excluded.external_id`,
    })
    .returning({ programme: directoryGroups.programme });
  return changed.length > 0;
}

/** Who is in each of these groups, in one query. */
export async function membersOf({ db, actor }: Directory, groups: Programme[]): Promise<Map<Programme, GroupMember[]>> {
  const found = await db
    .select({
      group: userProgrammes.programme,
      id: users.id,
      name: fullNameOf<string>(),
    })
    .from(userProgrammes)
    .innerJoin(users, eq(users.id, userProgrammes.userId))
    .where(
      and(
        eq(userProgrammes.centreId, actor.centreId),
        sql`${userProgrammes.programme} = any(${asArray(groups)}::programme[])`,
        inCentre(actor.centreId),
      ),
    )
    .orderBy(asc(users.createdAt), asc(users.id));
  const byGroup = new Map<Programme, GroupMember[]>(groups.map((g) => [g, []]));
  for (const { group, id, name } of found) byGroup.get(group)?.push({ id, name });
  return byGroup;
}

/** Those of these users of whom something holds that is looked for in members. @throws DirectoryRefusal */
export async function membersFound(
  { db, actor }: Directory,
  ids: string[],
  which: Filter,
  searched: Searched,
): Promise<string[]> {
  const holds = conditionOfOne({ within: 'members', which }, searched);
  const { rows } = await db.execute<{ id: string }>(sql`
    select u.id from users u
    where u.centre_id = ${actor.centreId}::uuid and u.status <> 'deleted'
      and u.id = any(${idList(ids)}) and ${holds}`);
  return rows.map((u) => u.id);
}

/** As PostgreSQL writes an array, of words that need no quotes. */
export const asArray = (words: readonly string[]) => `{${words.join(',')}}`;
