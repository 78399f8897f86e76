import { randomUUID } from 'node:crypto';
import { importFile } from '../../../src/bot/progression/carry-out-import.ts';
import { fileOf } from '../../kit/file.ts';
import { registry } from '../../kit/job-cards.ts';
import { addUser } from '../../kit/people.ts';
import { smallSchool } from '../ground.ts';
import { median, timed } from '../measure.ts';
import type { Bench } from './row.ts';

const [groups, learners, tests] = [20, 25, 100];
const rounds = 3;

const of = { unit: 's', limit: 'as many rows copied inside the database' } as const;

/** 50,000 results from one CSV: read, checked and written, and once more, when there is nothing new in it. */
export const importing: Bench = {
  rows: [
    { ...of, key: 'import-new', figure: 'import of 50,000 results', goal: 0.6, from: 'less than half of 1.4 s' },
    { ...of, key: 'import-again', figure: 'the same file again', goal: 0.3, from: 'less than half of 0.7 s' },
  ],
  async measure(_, say) {
    const { app, ctx, byHand } = await smallSchool(say);
    say('importing results');
    const file = fileOf(csv(), 'results.csv');
    const reading = { near: { today: '2026-09-10', timeZone: 'UTC' }, answers: {} };
    const times: Record<'first' | 'again' | 'bare', number[]> = { first: [], again: [], bare: [] };
    for (let round = 0; round < rounds; round += 1) {
      const { id } = await addUser(app.db, ctx.actor.centreId);
      await byHand`insert into site_access (centre_id, user_id, site) values (${ctx.actor.centreId}, ${id}, 'primary')`;
      const run = () =>
        importFile({ ctx: { ...ctx, correlationId: randomUUID() }, registry }, { personId: id, file, reading });
      times.first.push(await timed(run));
      times.again.push(await timed(run));
      times.bare.push(
        await timed(async () =>
          byHand.begin(async (sql) => {
            await sql`create temp table bare (like results including all) on commit drop`;
            await sql`insert into bare select * from results limit ${groups * learners * tests}`;
          }),
        ),
      );
    }
    const seconds = (ms: number[]) => median(ms) / 1_000;
    return [
      { key: 'import-new', ours: seconds(times.first), limit: seconds(times.bare) },
      { key: 'import-again', ours: seconds(times.again), limit: seconds(times.bare) },
    ];
  },
};

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
