import { and, eq } from 'drizzle-orm';
import { columnChoices } from '../../db/schema/index.ts';
import { sha256 } from '../lib/hash.ts';
import type { Ctx, Db } from './context.ts';

/** What a school said of the columns of a file, for the next file with the same names. */

/** A kind of file, and the names of its columns in the order of the alphabet. */
export interface FileKind {
  subject: 'people' | 'results';
  heads: string[];
}

const hashOf = ({ heads }: FileKind) => sha256(JSON.stringify(heads));

/** @returns the place of each column among the names, -1 for none; nothing where nobody said anything */
export async function recallColumns(
  { db, actor }: Ctx<Db>,
  kind: FileKind,
): Promise<Record<string, number> | undefined> {
  const [row] = await db
    .select({ columns: columnChoices.columns })
    .from(columnChoices)
    .where(
      and(
        eq(columnChoices.centreId, actor.centreId),
        eq(columnChoices.subject, kind.subject),
        eq(columnChoices.heads, hashOf(kind)),
      ),
    );
  return row?.columns;
}

/** Remembers it, in place of what was said before. */
export async function rememberColumns(
  { db, actor, clock }: Ctx<Db>,
  kind: FileKind,
  columns: Record<string, number>,
): Promise<void> {
  const said = { columns, usedAt: clock() };
  await db
    .insert(columnChoices)
    .values({ centreId: actor.centreId, subject: kind.subject, heads: hashOf(kind), ...said })
    .onConflictDoUpdate({ target: [columnChoices.centreId, columnChoices.subject, columnChoices.heads], set: said });
}
