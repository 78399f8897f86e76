import { randomUUID } from 'node:crypto';
import { transferData } from '../../../src/service/progression/transfer.ts';
import { addUser } from '../../kit/people.ts';
import { byHand, smallSchool } from '../ground.ts';
import { inTurns, median } from '../measure.ts';
import type { School } from '../world.ts';
import type { Bench } from './row.ts';

/** What is handed over; the few are there to see that it takes no longer with more. */
const sizes = {
  few: { groups: 1, tests: 10, marks: 1_000 },
  all: { groups: 100, tests: 1_000, marks: 100_000 },
} as const;

/** A transfer, beside the bare update of the owner that it comes down to. */
export const transferring: Bench = {
  rows: [
    {
      key: 'transfer',
      figure: 'transfer of 100,000 results',
      unit: 'ms',
      limit: 'the bare update',
      goal: 3,
      from: 'three times the bare update, 29 November 2026',
      ratio: 3,
    },
  ],
  async measure(_, say) {
    const school = await smallSchool(say);
    const hand = byHand(school);
    say('transferring');
    const took: Record<string, { ours: number; bare: number }> = {};
    for (const [size, counts] of Object.entries(sizes)) {
      const pair = [await teacher(school), await teacher(school)] as [string, string];
      await fill(school, pair[0], counts);
      let [from, to] = pair;
      const times = await inTurns(
        {
          ours: async () => {
            await transferData({ ...school.ctx, correlationId: randomUUID() }, { from, to });
            [from, to] = [to, from];
          },
          bare: async () => {
            await hand('update learner_groups set owner_id = $1 where owner_id = $2', [to, from]);
            [from, to] = [to, from];
          },
        },
        30,
      );
      took[size] = { ours: median(times.ours), bare: median(times.bare) };
    }
    const { few, all } = took;
    const note = `of 1,000 results ${few?.ours.toFixed(1)} ms`;
    return [{ key: 'transfer', ours: all?.ours ?? Number.NaN, limit: all?.bare, note }];
  },
};

async function teacher({ app, ctx, byHand }: School): Promise<string> {
  const { id } = await addUser(app.db, ctx.actor.centreId);
  await byHand`insert into site_access (centre_id, user_id, site) values (${ctx.actor.centreId}, ${id}, 'primary')`;
  return id;
}

/** As many learners in a group as make up the results with its tests. */
async function fill(
  { ctx, byHand: sql }: School,
  ownerId: string,
  { groups, tests, marks }: { groups: number; tests: number; marks: number },
): Promise<void> {
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
