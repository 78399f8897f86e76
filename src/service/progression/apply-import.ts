import { type SQL, sql } from 'drizzle-orm';
import type { Ctx, Tx } from '../context.ts';
import type { Person } from '../people/person.ts';
import { planAnew } from '../plan-anew.ts';
import type { PlannedResult } from './import-rows.ts';
import { keepImport } from './kept-imports.ts';
import type { ImportPlan } from './plan-import.ts';

/** How many rows go into one statement: some 800 kB, and an eighth of a second of work. */
const perStatement = 5_000;

/**
 * Writes a plan, made while the person is held: nobody else has written to their groups since. What is written over, and what
 * is new, is kept with it, so that it can be undone.
 * Sets off `count_progression`: what each group has is counted.
 *
 * @param counts what it comes to, for who looks for it later
 * @returns the import's id; nothing where it changes nothing
 */
export async function applyImport(
  ctx: Ctx<Tx>,
  person: Person,
  plan: ImportPlan,
  counts: Record<string, number>,
  progress: (done: number, total: number) => void = () => {},
): Promise<string | undefined> {
  const { db, clock } = ctx;
  const { id, centreId } = person;
  const now = clock();
  const at = sql`${now.toISOString()}::timestamptz`;
  const write = (rows: object[], statement: (input: SQL) => SQL) =>
    inParts(db, rows, (part) => sql`${JSON.stringify(part)}::jsonb`, statement);
  const groupIds = new Set(plan.groups.map((g) => g.id));
  const { learners, renamed, tests, retested, added, changed } = plan;
  for (const some of [learners, renamed, tests, retested, added, changed])
    for (const x of some) groupIds.add(x.groupId);
  if (groupIds.size === 0) return undefined;
  await planAnew(db, added.length + changed.length + learners.length);
  await write(
    plan.groups,
    (input) => sql`
      insert into learner_groups (id, centre_id, site, owner_id, name, stage, subject, created_at, changed_at)
      select id, ${centreId}::uuid, site, ${id}::uuid, name, stage, subject, ${at}, ${at}
      from jsonb_to_recordset(${input}) as r(id uuid, site site, name text, stage smallint, subject text)`,
  );
  const importId = await keepImport(ctx, person, plan, { at: now, counts, groupIds });
  await write(
    plan.renamed,
    (input) => sql`
      update learners l set name = r.name, number = r.number
      from jsonb_to_recordset(${input}) as r(id uuid, name text, number text) where l.id = r.id`,
  );
  await write(
    plan.learners,
    (input) => sql`
      insert into learners (id, group_id, name, number) select id, "groupId", name, number
      from jsonb_to_recordset(${input}) as r(id uuid, "groupId" uuid, name text, number text)`,
  );
  await write(
    plan.retested,
    (input) => sql`
      update tests t set taken_on = r."takenOn", max_mark = r."maxMark",
        strands = array(select jsonb_array_elements_text(r.strands))
      from jsonb_to_recordset(${input}) as r(id uuid, "takenOn" date, "maxMark" real, strands jsonb) where t.id = r.id`,
  );
  await write(
    plan.tests,
    (input) => sql`
      insert into tests (id, group_id, name, taken_on, max_mark, strands)
      select id, "groupId", name, "takenOn", "maxMark", array(select jsonb_array_elements_text(strands))
      from jsonb_to_recordset(${input})
        as r(id uuid, "groupId" uuid, name text, "takenOn" date, "maxMark" real, strands jsonb)`,
  );
  const total = plan.added.length + plan.changed.length;
  let done = 0;
  const written = (n: number) => {
    done += n;
    progress(done, total);
  };
  await inParts(
    db,
    plan.added,
    resultsOf,
    (input) => sql`
      insert into results (group_id, test_id, learner_id, mark, strand_marks)
      select group_id, test_id, learner_id, mark, strand_marks from ${input}`,
    written,
  );
  await inParts(
    db,
    plan.changed,
    resultsOf,
    (input) => sql`
      update results t set mark = r.mark, strand_marks = r.strand_marks
      from ${input} where t.test_id = r.test_id and t.learner_id = r.learner_id`,
    written,
  );
  return importId;
}

/**
 * Results as they go to the database: column by column, and of what many have in common (their group, test, learner and strands' marks) each
 * once, with its place in place of it. To read 5,000 times the same JSON took it as long as to write the rows.
 */
function resultsOf(part: PlannedResult[]): SQL {
  const groups = new Places<string>();
  const tests = new Places<string>();
  const learners = new Places<string>();
  const strands = new Places<object>();
  const list = (column: (r: PlannedResult) => number | null) => `{${part.map(column).map(String).join(',')}}`;
  const columns = [
    sql`${list((r) => groups.of(r.groupId))}::int[]`,
    sql`${list((r) => tests.of(r.testId))}::int[]`,
    sql`${list((r) => learners.of(r.learnerId))}::int[]`,
    sql`${list((r) => r.mark)}::real[]`,
    sql`${list((r) => r.strandMarks && strands.of(r.strandMarks))}::int[]`,
  ];
  const ids = ({ values }: Places<string>) => sql`(${`{${values.join(',')}}`}::uuid[])`;
  // Lists of SQL count from 1, and those of JSON from 0.
  return sql`(
    select ${ids(groups)}[1 + a_group] as group_id, ${ids(tests)}[1 + test] as test_id,
      ${ids(learners)}[1 + learner] as learner_id, mark, ${JSON.stringify(strands.values)}::jsonb -> strands as strand_marks
    from unnest(${sql.join(columns, sql`, `)}) as c(a_group, test, learner, mark, strands)
  ) as r`;
}

/** Each value once, by the place where it first came, from 0. Of objects each is another, though all of them say the same. */
class Places<T> {
  readonly values: T[] = [];
  private readonly places = new Map<T, number>();

  of(value: T): number {
    let place = this.places.get(value);
    if (place === undefined) {
      place = this.values.push(value) - 1;
      this.places.set(value, place);
    }
    return place;
  }
}

/** A part is put together while the database works on the one before. */
async function inParts<T extends object>(
  tx: Tx,
  rows: T[],
  inputOf: (part: T[]) => SQL,
  statement: (input: SQL) => SQL,
  written: (n: number) => void = () => {},
): Promise<void> {
  const partAt = (i: number) => {
    const part = rows.slice(i, i + perStatement);
    return { rows: part.length, statement: part.length > 0 ? statement(inputOf(part)) : undefined };
  };
  let next = partAt(0);
  for (let i = perStatement; next.statement; i += perStatement) {
    const part = next;
    // Asked for by `then`, without which Drizzle sends nothing until it is waited for.
    const running = tx.execute(next.statement).then();
    next = partAt(i);
    await running;
    written(part.rows);
  }
}
