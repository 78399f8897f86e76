import { sql } from 'drizzle-orm';
import type { Tx } from '../connect.ts';
import { learnerNames, seeded, subjects } from './learners.ts';

const day = 24 * 3_600_000;

/** Whose groups there are: account, site, name, stage, subject, learners, tests. Two teachers have a 3B each. */
const table = `
ben.okafor|primary|3B|3|Mathematics|28|4
ben.okafor|primary|4A|4|Mathematics|29|4
ben.okafor|primary|4A Science|4|Science|28|4
adaeze.okafor|primary|3B|3|English|26|5
adaeze.okafor|primary|5C|5|English|24|5
fatima.alzahra|primary|6A|6|Science|27|4
fatima.alzahra|lower-secondary|7A|7|Science|25|6
fatima.alzahra|lower-secondary|8A|8|Science|23|6
anjali.sharma|primary|1A|1|English|22|3
anjali.sharma|primary|2A|2|English|24|3
ngozi.okonkwo|lower-secondary|7 Red|7|Mathematics|27|6
ngozi.okonkwo|lower-secondary|8 Red|8|Mathematics|26|6
ngozi.okonkwo|lower-secondary|9 Red|9|Mathematics|21|6
lakshmi.venkataraman|lower-secondary|7 Blue|7|English|28|5
lakshmi.venkataraman|lower-secondary|8 Blue|8|English|25|5
giulia.dangelo|lower-secondary|9 Green|9|Science|24|6
sipho.dlamini|lower-secondary|8 Green|8|Mathematics|22|4
`;

const testNames = ['Baseline test', 'Autumn test', 'Winter check', 'Spring test', 'Mock test', 'End of stage test'];

/** Gives the sample centre's teachers groups with learners, tests and some 2,000 results: always the same. */
export async function makeSampleProgression(tx: Tx, centreId: string, now: Date): Promise<void> {
  const random = seeded(2_026);
  const rows = table
    .trim()
    .split('\n')
    .map((line) => {
      const [account, site, name, stage, subject = '', learners, tests] = line.split('|');
      const strands = subjects[subject] ?? [];
      const names = learnerNames(random, Number(learners));
      const sat = testNames.slice(0, Number(tests)).map((test, i) => ({
        name: test,
        takenOn: new Date(now.getTime() - (300 - i * 48) * day).toISOString().slice(0, 10),
        maxMark: strands.length * 10,
        // Not everyone is there every day.
        results: names
          .filter(() => account === 'ben.okafor' || random() > 0.04)
          .map((learner) => resultOf(random, learner, strands, i)),
      }));
      return { email: `${account}@riverside.example`, site, name, stage, subject, strands, names, sat };
    });
  await tx.execute(sql`
    with input as (
      select gen_random_uuid() as id, r.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as r(email text, site site, name text, stage smallint, subject text, strands jsonb, names jsonb, sat jsonb)
    ), new_groups as (
      insert into learner_groups (id, centre_id, site, owner_id, name, stage, subject, created_at, changed_at)
      select i.id, ${centreId}::uuid, i.site, u.id, i.name, i.stage, i.subject, ${now.toISOString()}::timestamptz,
        ${now.toISOString()}::timestamptz
      from input i join users u on u.email = i.email and u.centre_id = ${centreId}::uuid
      returning id
    ), new_learners as (
      insert into learners (group_id, name)
      select i.id, n.value from input i, jsonb_array_elements_text(i.names) n
      returning id, group_id, name
    ), input_tests as (
      select gen_random_uuid() as id, i.id as group_id, i.strands, t.*
      from input i, jsonb_to_recordset(i.sat) as t(name text, "takenOn" date, "maxMark" real, results jsonb)
    ), new_tests as (
      insert into tests (id, group_id, name, taken_on, max_mark, strands)
      select id, group_id, name, "takenOn", "maxMark", array(select jsonb_array_elements_text(strands)) from input_tests
    )
    insert into results (group_id, test_id, learner_id, mark, strand_marks)
    select t.group_id, t.id, l.id, r.mark, r.strands
    from input_tests t, jsonb_to_recordset(t.results) as r(learner text, mark real, strands jsonb)
    join new_learners l on l.name = r.learner
    where l.group_id = t.group_id
  `);
}

/** A learner is better or worse by name, gets better with time, and has good days and bad ones. */
function resultOf(random: () => number, learner: string, strands: string[], test: number) {
  const gift = ([...learner].reduce((sum, c) => sum + (c.codePointAt(0) ?? 0), 0) % 50) / 100;
  const marks = strands.map((strand) => {
    const mark = Math.round(10 * (0.32 + gift + 0.02 * test + 0.4 * (random() - 0.5)));
    return [strand, Math.max(0, Math.min(10, mark))] as const;
  });
  return { learner, mark: marks.reduce((sum, [, m]) => sum + m, 0), strands: Object.fromEntries(marks) };
}
