import { eq, type SQLWrapper, sql } from 'drizzle-orm';
import { centreSites, centres } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import type { Db } from '../context.ts';

export interface Centre {
  id: string;
  name: string;
  number: string;
  supportContact: string;
  timeZone: string;
  /** The sites it is eligible for, in the sites' own order. */
  sites: Site[];
}

/** What makes a {@link Centre}, in one query. */
export const centreColumns = {
  id: centres.id,
  name: centres.name,
  number: centres.number,
  supportContact: centres.supportContact,
  timeZone: centres.timeZone,
  sites: sql<Site[]>`coalesce((
    select json_agg(s.site order by s.site) from ${centreSites} s where s.centre_id = ${centres.id}
  ), '[]')`,
};

/** @throws when there is no such centre: every caller has its id from a row that refers to it */
export async function readCentre(db: Db, id: string): Promise<Centre> {
  const [centre] = await selectCentre(db, id);
  if (!centre) throw new Error(`no centre ${id}`);
  return centre;
}

/** The same, to be read with others. */
export const selectCentre = (db: Db, id: string | SQLWrapper) =>
  db.select(centreColumns).from(centres).where(eq(centres.id, id));

/** All schools, by their numbers. */
export const listSchools = (db: Db): Promise<Centre[]> =>
  db.select(centreColumns).from(centres).orderBy(centres.number);

/** A school by its centre number. */
export async function findCentre(db: Db, number: string): Promise<Centre | undefined> {
  const [centre] = await db.select(centreColumns).from(centres).where(eq(centres.number, number));
  return centre;
}
