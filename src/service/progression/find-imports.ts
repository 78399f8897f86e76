import { aliasedTable, and, desc, eq, or, type SQL, sql } from 'drizzle-orm';
import { imports, learnerGroups, users } from '../../../db/schema/index.ts';
import { dataSites } from '../../words/sites.ts';
import type { Db } from '../context.ts';
import { fullNameById, fullNameOf } from '../people/columns.ts';
import { asTarget, type Person, readPerson } from '../people/person.ts';
import { may, NotAllowed } from '../policy.ts';
import { query } from '../use-case.ts';

/** An import that changed something, as long as it is kept. */
export type KeptImport = Awaited<ReturnType<typeof findImports>>[number];

/** Most imports in a list. */
const maxShown = 20;

const owner = aliasedTable(users, 'owner');
const actor = aliasedTable(users, 'actor');

/** The groups that an import touched, as it left them. */
const left = sql`
  import_parts p, jsonb_to_recordset(p.rows) as t(id uuid, now timestamptz) left join ${learnerGroups} g on g.id = t.id
  where p.import_id = ${imports.id} and p.kind = 'group'`;

/** Imports, newest first. */
export async function findImports(db: Db, which: SQL | undefined) {
  return db
    .select({
      id: imports.id,
      at: imports.at,
      ownerId: imports.ownerId,
      sites: imports.sites,
      counts: imports.counts,
      // Nothing where the account is deleted.
      owner: fullNameOf<string | null>(owner),
      by: fullNameOf<string | null>(actor),
      undoneAt: imports.undoneAt,
      undoneBy: fullNameById(imports.undoneById),
      /** A group that is not as the import left it, and what happened to it; nothing where all are. */
      inTheWay: sql<{ group: string; was: 'changed' | 'handed-on' | 'moved-up' } | null>`(
        select jsonb_build_object(
          'group', g.name, 'was', case
            when g.owner_id <> ${imports.ownerId} then 'handed-on' when g.year is not null then 'moved-up' else 'changed' end)
        from ${left} and (g.changed_at is distinct from t.now or g.owner_id is distinct from ${imports.ownerId})
        order by g.owner_id = ${imports.ownerId}, g.name limit 1
      )`,
    })
    .from(imports)
    .innerJoin(owner, eq(owner.id, imports.ownerId))
    .innerJoin(actor, eq(actor.id, imports.byId))
    .where(which)
    .orderBy(desc(imports.at), desc(imports.id))
    .limit(maxShown);
}

/**
 * The last imports into someone's groups, on the sites that the actor may import to; of oneself also those that one made for
 * others. @throws Refusal `person-unknown`, `not-allowed`
 */
export const listImports = query(
  'listImports',
  'data.import',
  async (ctx, { id }: { id: string }): Promise<{ person: Person; imports: KeptImport[] }> => {
    const person = await readPerson(ctx, id);
    const allowed = dataSites.filter((s) => may(ctx.actor, 'data.import', asTarget(person), s));
    if (allowed.length === 0) throw new NotAllowed('data.import', id);
    const sites = sql`${imports.sites} <@ ${`{${allowed.join(',')}}`}::site[]`;
    const own = id === ctx.actor.id ? eq(imports.byId, id) : undefined;
    const which = or(and(eq(imports.ownerId, id), sites), own);
    const found = await findImports(ctx.db, and(eq(imports.centreId, ctx.actor.centreId), which));
    return { person, imports: found };
  },
);
