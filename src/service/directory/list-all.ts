import { and, inArray, type SQL, sql } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import type { Programme } from '../../words/programmes.ts';
import { type Searched, sortColumn } from './attributes.ts';
import { condition } from './filter.ts';
import { type Group, groupsTable, isOneOf, readGroups } from './groups.ts';
import type { Page } from './list.ts';
import { inCentre, type Member, memberColumns } from './member.ts';
import type { Directory } from './principal.ts';

type Found = { kind: 'User'; member: Member } | { kind: 'Group'; group: Group };

/**
 * A page of groups and users together: the groups first, where nothing else is said.
 *
 * @throws DirectoryRefusal for what can't be looked for or sorted by in either
 */
export async function listAll(
  directory: Directory,
  page: Page,
  { ofUsers, ofGroups }: { ofUsers: Searched; ofGroups: Searched },
): Promise<{ total: number; found: Found[] }> {
  const { filter, sortBy, descending } = page;
  const which = (searched: Searched) => (filter ? condition(filter, searched) : sql`true`);
  const key = (searched: Searched): SQL => (sortBy && sortColumn(searched, sortBy)) || sql`null`;
  const both = sql`(
    select 'Group' as kind, g.id, ${key(ofGroups)} as key, place, null::timestamptz as at
    from ${groupsTable(directory)} where ${which(ofGroups)}
    union all
    select 'User', ${users.id}::text, ${key(ofUsers)}, 100, ${users.createdAt}
    from ${users} where ${and(inCentre(directory.actor.centreId), which(ofUsers))}
  ) both_kinds`;
  const { rows } = await directory.db.execute<{ kind: Found['kind']; id: string; total: number }>(sql`
    select kind, id, (count(*) over ())::int as total from ${both}
    order by key ${descending ? sql`desc nulls first` : sql`asc nulls last`}, place, at, id
    limit ${page.count} offset ${page.startIndex - 1}`);
  const [row] = rows;
  if (!row) {
    const { rows: counted } = await directory.db.execute<{ total: number }>(
      sql`select count(*)::int as total from ${both}`,
    );
    return { total: counted[0]?.total ?? 0, found: [] };
  }
  return { total: row.total, found: await readFound(directory, rows) };
}

async function readFound(directory: Directory, rows: { kind: Found['kind']; id: string }[]): Promise<Found[]> {
  const idsOf = (kind: Found['kind']) => rows.flatMap((r) => (r.kind === kind ? [r.id] : []));
  const userIds = idsOf('User');
  const members =
    userIds.length > 0
      ? await directory.db
          .select(memberColumns)
          .from(users)
          .where(and(inCentre(directory.actor.centreId), inArray(users.id, userIds)))
      : [];
  const groups = await readGroups(directory, isOneOf(idsOf('Group') as Programme[]));
  const [byUser, byGroup] = [
    new Map(members.map((m) => [m.id, m])),
    new Map<string, Group>(groups.map((g) => [g.id, g])),
  ];
  return rows.flatMap(({ id }): Found[] => {
    const [member, group] = [byUser.get(id), byGroup.get(id)];
    if (member) return [{ kind: 'User', member }];
    return group ? [{ kind: 'Group', group }] : [];
  });
}
