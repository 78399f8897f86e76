import { and, asc, eq, sql } from 'drizzle-orm';
import { userProgrammes, users } from '../../../db/schema/index.ts';
import { type Programme, programmes } from '../../words/programmes.ts';
import { inCentre } from './member.ts';
import type { Directory } from './principal.ts';

/** To a directory a programme is a group, and whoever teaches it a member. There are these five, and no others. */
export const groupIds = programmes;

export const isGroup = (id: string): id is Programme => (programmes as readonly string[]).includes(id);

export interface GroupMember {
  id: string;
  name: string;
}

/** Who is in each of these groups, in one query. */
export async function membersOf({ db, actor }: Directory, groups: Programme[]): Promise<Map<Programme, GroupMember[]>> {
  const found = await db
    .select({
      group: userProgrammes.programme,
      id: users.id,
      name: sql<string>`${users.firstName} || ' ' || ${users.lastName}`,
    })
    .from(userProgrammes)
    .innerJoin(users, eq(users.id, userProgrammes.userId))
    .where(and(inCentre(actor.centreId), sql`${userProgrammes.programme} = any(${asArray(groups)}::programme[])`))
    .orderBy(asc(users.createdAt), asc(users.id));
  const byGroup = new Map<Programme, GroupMember[]>(groups.map((g) => [g, []]));
  for (const { group, id, name } of found) byGroup.get(group)?.push({ id, name });
  return byGroup;
}

/** As PostgreSQL writes an array, of words that need no quotes. */
export const asArray = (words: readonly string[]) => `{${words.join(',')}}`;
