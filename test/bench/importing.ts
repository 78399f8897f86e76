import { randomUUID } from 'node:crypto';
import { importFile } from '../../src/bot/progression/carry-out-import.ts';
import { fileOf } from '../kit/file.ts';
import { registry } from '../kit/job-cards.ts';
import { addUser } from '../kit/people.ts';
import { type Result, timed } from './measure.ts';
import type { School } from './world.ts';

const [groups, learners, tests] = [20, 25, 100];

/** 50,000 results from one file: read, checked and written, beside writing as many bare rows by one statement. */
export async function importing(school: School): Promise<Result[]> {
  const { app, ctx, byHand } = school;
  const { id } = await addUser(app.db, ctx.actor.centreId);
  await byHand`insert into site_access (centre_id, user_id, site) values (${ctx.actor.centreId}, ${id}, 'primary')`;
  const file = fileOf(csv(), 'results.csv');
  const reading = { near: { today: '2026-09-10', timeZone: 'UTC' }, answers: {} };
  const run = () =>
    importFile({ ctx: { ...ctx, correlationId: randomUUID() }, registry }, { personId: id, file, reading });
  const first = await timed(run);
  const again = await timed(run);
  const bare = await timed(async () =>
    byHand.begin(async (sql) => {
      await sql`create temp table bare (like results including all) on commit drop`;
      await sql`insert into bare select * from results limit 50000`;
    }),
  );
  const n = (groups * learners * tests).toLocaleString('en-GB');
  const goal = { against: 'copying as many rows inside the database', theirs: bare };
  return [
    { what: `import a CSV of ${n} results`, ours: first, ...goal },
    { what: `the same file again: nothing new`, ours: again, ...goal },
  ];
}

function csv(): string {
  const lines = ['site,group,stage,subject,learner,test,date,max mark,mark,strand: Number,strand: Geometry'];
  for (let g = 0; g < groups; g += 1) {
    for (let t = 0; t < tests; t += 1) {
      for (let l = 0; l < learners; l += 1) {
        const mark = (g + t + l) % 20;
        lines.push(
          `primary,Group ${g},${(g % 9) + 1},Mathematics,Learner ${l},Test ${t},2026-09-01,40,${2 * mark},${mark},${mark}`,
        );
      }
    }
  }
  return lines.join('\n');
}
