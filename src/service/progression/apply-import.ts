import { type SQL, sql } from 'drizzle-orm';
import type { Ctx, Tx } from '../context.ts';
import type { Person } from '../people/person.ts';
import type { ImportPlan } from './plan-import.ts';

/** How many rows go into one statement: some 800 kB, and an eighth of a second of work. */
const perStatement = 5_000;

/**
 * Writes a plan, made while the person is held: nobody else has written to their groups since.
 * Sets off `count_progression`: what each group has is counted.
 */
export async function applyImport(
  { db, clock }: Ctx<Tx>,
  { id, centreId }: Person,
  plan: ImportPlan,
  progress: (done: number, total: number) => void = () => {},
): Promise<void> {
  const at = sql`${clock().toISOString()}::timestamptz`;
  const write = (rows: object[], statement: (input: SQL) => SQL) => inParts(db, rows, statement);
  await write(
    plan.groups,
    (input) => sql`
      insert into learner_groups (id, centre_id, site, owner_id, name, stage, subject, created_at, changed_at)
      select id, ${centreId}::uuid, site, ${id}::uuid, name, stage, subject, ${at}, ${at}
      from jsonb_to_recordset(${input}) as r(id uuid, site site, name text, stage smallint, subject text)`,
  );
  await write(
    plan.learners,
    (input) => sql`
      insert into learners (id, group_id, name)
      select id, "groupId", name from jsonb_to_recordset(${input}) as r(id uuid, "groupId" uuid, name text)`,
  );
  await write(
    plan.tests,
    (input) => sql`
      insert into tests (id, group_id, name, taken_on, max_mark, strands)
      select id, "groupId", name, "takenOn", "maxMark", array(select jsonb_array_elements_text(strands))
      from jsonb_to_recordset(${input})
        as r(id uuid, "groupId" uuid, name text, "takenOn" date, "maxMark" real, strands jsonb)`,
  );
  await write(
    plan.strands,
    (input) => sql`
      update tests t set strands = array(select jsonb_array_elements_text(r.strands))
      from jsonb_to_recordset(${input}) as r(id uuid, strands jsonb) where t.id = r.id`,
  );
  const total = plan.added.length + plan.changed.length;
  let done = 0;
  const results = sql`as r("groupId" uuid, "testId" uuid, "learnerId" uuid, mark real, "strandMarks" jsonb)`;
  const written = (n: number) => {
    done += n;
    progress(done, total);
  };
  await inParts(
    db,
    plan.added,
    (input) => sql`
      insert into results (group_id, test_id, learner_id, mark, strand_marks)
      select "groupId", "testId", "learnerId", mark, nullif("strandMarks", 'null')
      from jsonb_to_recordset(${input}) ${results}`,
    written,
  );
  await inParts(
    db,
    plan.changed,
    (input) => sql`
      update results t set mark = r.mark, strand_marks = nullif(r."strandMarks", 'null')
      from jsonb_to_recordset(${input}) ${results} where t.test_id = r."testId" and t.learner_id = r."learnerId"`,
    written,
  );
  const touched = [...plan.learners, ...plan.tests, ...plan.strands, ...plan.added, ...plan.changed];
  const groups = [...new Set(touched.map((x) => x.groupId))];
  if (groups.length > 0) {
    await db.execute(
      sql`update learner_groups set changed_at = ${at} where id = any(${`{${groups.join(',')}}`}::uuid[])`,
    );
  }
}

async function inParts(
  tx: Tx,
  rows: object[],
  statement: (input: SQL) => SQL,
  written: (n: number) => void = () => {},
): Promise<void> {
  for (let i = 0; i < rows.length; i += perStatement) {
    const part = rows.slice(i, i + perStatement);
    await tx.execute(statement(sql`${JSON.stringify(part)}::jsonb`));
    written(part.length);
  }
}
