import { and, eq, isNull, sql } from 'drizzle-orm';
import { imports } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Db, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { asTarget, lockPerson, type Person, readPerson } from '../people/person.ts';
import { allow } from '../policy.ts';
import { mutation, noneYet, query } from '../use-case.ts';
import { findImports, type KeptImport } from './find-imports.ts';

async function find(ctx: Ctx<Db>, id: string): Promise<KeptImport> {
  const which = and(eq(imports.id, id), eq(imports.centreId, ctx.actor.centreId), isNull(imports.undoneAt));
  const [kept] = isUuid(id) ? await findImports(ctx.db, which) : [];
  if (!kept) throw new Refusal('import-gone', {});
  return kept;
}

/** It is taken from the one whose groups they are. */
function refuse(ctx: Ctx<Db>, person: Person, { sites, inTheWay }: KeptImport): void {
  for (const site of sites) allow(ctx, 'data.import', asTarget(person), { site });
  if (inTheWay) throw new Refusal('import-built-on', inTheWay);
}

/** What undoing an import would take back. @throws what {@link undoImport} throws */
export const previewUndoImport = query('previewUndoImport', 'data.import', async (ctx, { id }: { id: string }) => {
  const kept = await find(ctx, id);
  const person = await readPerson(ctx, kept.ownerId);
  refuse(ctx, person, kept);
  return { person, kept };
});

/**
 * Takes back all that an import made and changed: everything is as it was before, as long as nothing was built on it.
 * Sets off `count_progression`: what each group has is counted.
 *
 * @throws Refusal `import-gone` where it was undone already or is too long ago; `import-built-on` where one of its groups was
 *   changed or handed on since; `person-unknown`, `not-allowed`
 */
export const undoImport = mutation(
  'undoImport',
  'data.import',
  async (ctx, { id }: { id: string }) => {
    const seen = await find(ctx, id);
    const person = await lockPerson(ctx, seen.ownerId);
    // Once more, now that nobody else can undo it, import or transfer.
    const kept = await find(ctx, id);
    refuse(ctx, person, kept);
    await takeBack(ctx.db, id);
    await ctx.db.update(imports).set({ undoneAt: ctx.clock(), undoneById: ctx.actor.id }).where(eq(imports.id, id));
    await audit(ctx, { ...event(ctx, 'import.undone', person.id), details: { import: id } });
    return { person, kept };
  },
  { onePerCentre: noneYet },
);

/** The other way round than it was written: what refers to others goes before them, and what is new before what was there. */
async function takeBack(tx: Tx, id: string): Promise<void> {
  const rows = (kind: string) => sql`
    select r.* from import_parts p,
      jsonb_to_recordset(p.rows) as r(id uuid, "testId" uuid, "learnerId" uuid, was jsonb)
    where p.import_id = ${id}::uuid and p.kind = ${kind}`;
  const made = (kind: string) => sql`select id from (${rows(kind)}) r where nullif(was, 'null') is null`;
  await tx.execute(sql`
    delete from results t using (${rows('result')}) r
    where t.test_id = r."testId" and t.learner_id = r."learnerId" and nullif(r.was, 'null') is null`);
  await tx.execute(sql`
    update results t set mark = (r.was->>'mark')::real, strand_marks = nullif(r.was->'strandMarks', 'null')
    from (${rows('result')}) r
    where t.test_id = r."testId" and t.learner_id = r."learnerId" and nullif(r.was, 'null') is not null`);
  const tests = sql`id = any(array(${made('test')})) or group_id = any(array(${made('group')}))`;
  const learners = sql`id = any(array(${made('learner')})) or group_id = any(array(${made('group')}))`;
  await tx.execute(sql`delete from results where test_id = any(array(select id from tests where ${tests}))`);
  await tx.execute(sql`delete from results where learner_id = any(array(${made('learner')}))`);
  await tx.execute(sql`delete from tests where ${tests}`);
  await tx.execute(sql`delete from learners where ${learners}`);
  await tx.execute(sql`
    update learners t set name = r.was->>'name', number = r.was->>'number'
    from (${rows('learner')}) r where t.id = r.id and nullif(r.was, 'null') is not null`);
  await tx.execute(sql`
    update tests t set taken_on = (r.was->>'takenOn')::date, max_mark = (r.was->>'maxMark')::real,
      strands = array(select jsonb_array_elements_text(r.was->'strands'))
    from (${rows('test')}) r where t.id = r.id and nullif(r.was, 'null') is not null`);
  await tx.execute(sql`delete from learner_groups where id = any(array(${made('group')}))`);
  await tx.execute(sql`
    update learner_groups t set changed_at = (r.was #>> '{}')::timestamptz
    from (${rows('group')}) r where t.id = r.id and nullif(r.was, 'null') is not null`);
}
