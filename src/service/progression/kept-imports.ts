import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { importParts, imports } from '../../../db/schema/index.ts';
import type { Ctx, Tx } from '../context.ts';
import { anyOf, idList } from '../ids.ts';
import type { Person } from '../people/person.ts';
import { laterThan } from './groups.ts';
import type { ImportPlan } from './plan-import.ts';

/** Things to a row of `import_parts`: some hundreds of kilobytes. */
const perPart = 5_000;

/**
 * Keeps what an import is about to change, before it does: its groups as of then, and of what is in groups that were there
 * before, what is new and what is written over. The groups count as changed from now on.
 *
 * @param kept.at when the groups that are new were made
 * @returns the import's id
 */
export async function keepImport(
  { db, actor, correlationId }: Ctx<Tx>,
  { id: ownerId, centreId }: Person,
  plan: ImportPlan,
  { at, counts, groupIds }: { at: Date; counts: Record<string, number>; groupIds: Set<string> },
): Promise<string> {
  const id = randomUUID();
  const sites = [...new Set([...groupIds].flatMap((groupId) => plan.names.groups.get(groupId)?.site ?? []))];
  await db.insert(imports).values({ id, centreId, ownerId, byId: actor.id, at, sites, counts, correlationId });
  const made = new Set(plan.groups.map((g) => g.id));
  const moment = sql`${at.toISOString()}::timestamptz`;
  await db.execute(sql`
    with before as (
      select id, changed_at from learner_groups where id = ${anyOf(idList([...groupIds].filter((g) => !made.has(g))))}
    ), after as (
      update learner_groups g set changed_at = ${laterThan(moment, sql`b.changed_at`)} from before b where g.id = b.id
      returning g.id, b.changed_at as was, g.changed_at as now
    ), touched as (
      select id, was, now from after union all select unnest(${idList(made)}), null, ${moment}
    )
    insert into ${importParts} (import_id, kind, part, rows)
    select ${id}::uuid, 'group', 0, jsonb_agg(to_jsonb(touched)) from touched`);

  const isOld = (x: { groupId: string }) => !made.has(x.groupId);
  const isNew = new Set([...plan.learners, ...plan.tests].map((x) => x.id));
  const byItself = plan.added.filter((r) => isOld(r) && !isNew.has(r.testId) && !isNew.has(r.learnerId));
  const kept = {
    learner: [...plan.learners.filter(isOld), ...plan.renamed].map(asItWas),
    test: [...plan.tests.filter(isOld), ...plan.retested].map(asItWas),
    result: [...byItself, ...plan.changed].map(({ testId, learnerId, was = null }) => ({ testId, learnerId, was })),
  };
  for (const [kind, rows] of Object.entries(kept)) {
    for (let part = 0; part * perPart < rows.length; part += 1) {
      const some = rows.slice(part * perPart, (part + 1) * perPart);
      await db.insert(importParts).values({ importId: id, kind, part, rows: some });
    }
  }
  return id;
}

const asItWas = ({ id, was }: { id: string; was?: object }) => ({ id, was: was ?? null });
