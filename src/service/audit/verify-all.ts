import { sql } from 'drizzle-orm';
import { centres } from '../../../db/schema/index.ts';
import type { Db } from '../context.ts';
import { type TrailState, verifyCentre } from './verify.ts';

interface SchoolTrail {
  number: string;
  name: string;
  timeZone: string;
  state: TrailState;
}

/** Checks the trails of all schools, and changes nothing. @returns undefined for a database of before there were seals */
export async function verifyAll(db: Db): Promise<SchoolTrail[] | undefined> {
  const { rows } = await db.execute<{ is: boolean }>(sql`select to_regclass('public.audit_seals') is not null as is`);
  if (!rows[0]?.is) return undefined;
  const schools: SchoolTrail[] = [];
  for (const { id, number, name, timeZone } of await db.select().from(centres).orderBy(centres.number)) {
    schools.push({ number, name, timeZone, state: await verifyCentre(db, id) });
  }
  return schools;
}
