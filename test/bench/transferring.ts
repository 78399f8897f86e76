import { randomUUID } from 'node:crypto';
import { transferData } from '../../src/service/progression/transfer.ts';
import { addUser } from '../kit/people.ts';
import { inTurns, median, type Result } from './measure.ts';
import type { School } from './world.ts';

/** Groups, tests and results that are handed over. */
const sizes = [
  [1, 10, 1_000],
  [10, 100, 10_000],
  [100, 1_000, 100_000],
] as const;

/** A transfer, beside the bare update of the owner that it comes down to. */
export async function transferring(school: School): Promise<Result[]> {
  const results: Result[] = [];
  for (const [groups, tests, marks] of sizes) {
    const pair = [await teacher(school), await teacher(school)] as [string, string];
    await fill(school, pair[0], groups, tests, marks);
    let [from, to] = pair;
    const times = await inTurns(
      {
        ours: async () => {
          await transferData({ ...school.ctx, correlationId: randomUUID() }, { from, to });
          [from, to] = [to, from];
        },
        bare: async () => {
          await school.byHand`update learner_groups set owner_id = ${to} where owner_id = ${from}`;
          [from, to] = [to, from];
        },
      },
      20,
    );
    const n = (count: number) => count.toLocaleString('en-GB');
    results.push({
      what: `transfer ${n(groups)} groups, ${n(tests)} tests, ${n(marks)} results`,
      ours: median(times.ours),
      against: 'the bare update of the owner',
      theirs: median(times.bare),
    });
  }
  return results;
}

async function teacher({ app, ctx, byHand }: School): Promise<string> {
  const { id } = await addUser(app.db, ctx.actor.centreId);
  await byHand`insert into site_access (centre_id, user_id, site) values (${ctx.actor.centreId}, ${id}, 'primary')`;
  return id;
}

/** As many learners in a group as make up the results with its tests. */
async function fill({ ctx, byHand: sql }: School, ownerId: string, groups: number, tests: number, marks: number) {
  const each = marks / tests;
  await sql`
    with g as (
      insert into learner_groups (centre_id, site, owner_id, name, stage, subject, created_at, changed_at)
      select ${ctx.actor.centreId}::uuid, 'primary', ${ownerId}::uuid, 'Group ' || i, 3, 'Mathematics', now(), now()
      from generate_series(1, ${groups}::int) i returning id
    ), l as (
      insert into learners (group_id, name) select id, 'Learner ' || i from g, generate_series(1, ${each}::int) i
    )
    insert into tests (group_id, name, taken_on, max_mark)
    select id, 'Test ' || i, date '2026-09-01', 40 from g, generate_series(1, ${tests / groups}::int) i`;
  await sql`
    insert into results (group_id, test_id, learner_id, mark)
    select g.id, t.id, l.id, 20 from learner_groups g join tests t on t.group_id = g.id join learners l on l.group_id = g.id
    where g.owner_id = ${ownerId}`;
}
