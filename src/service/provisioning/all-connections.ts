import { and, eq, getTableColumns, sql } from 'drizzle-orm';
import { centres, provisioning, siteConnections } from '../../../db/schema/index.ts';
import type { Db } from '../context.ts';
import type { SealedConnection } from '../sites/connection.ts';

/** A site of a school, and how far it is with the school's people. */
export interface ConnectionOfAll {
  connection: SealedConnection;
  centreName: string;
  /** With how many users it is behind. */
  waiting: number;
  /** Since when. */
  since: Date | null;
}

/** Every connection of every school, for who looks after the program; by school, in the sites' own order. */
export async function connectionsOfAll(db: Db): Promise<ConnectionOfAll[]> {
  const rows = await db
    .select({
      connection: getTableColumns(siteConnections),
      centreName: centres.name,
      waiting: sql<number>`count(${provisioning.userId})::int`,
      since: sql<string | null>`min(${provisioning.waitingSince})`,
    })
    .from(siteConnections)
    .innerJoin(centres, eq(centres.id, siteConnections.centreId))
    .leftJoin(
      provisioning,
      and(eq(provisioning.connectionId, siteConnections.id), sql`${provisioning.done} < ${provisioning.version}`),
    )
    .groupBy(siteConnections.id, centres.id)
    .orderBy(centres.number, siteConnections.site);
  return rows.map((row) => ({ ...row, since: row.since ? new Date(row.since) : null }));
}
