import type { Ctx } from '../../../src/service/context.ts';
import { findPerson } from '../../../src/service/people/find.ts';
import { listPeople } from '../../../src/service/people/list.ts';
import { bigSchool, byHand } from '../ground.ts';
import { inTurns, median } from '../measure.ts';
import { frequentNames } from '../world.ts';
import { columns } from './listing.ts';
import type { Bench, Measured } from './row.ts';

const rounds = 25;

const of = { unit: 'ms', limit: 'by hand, matches first', goal: 4, ratio: 4 / 1.5 } as const;

/** Searches by name, beside one statement by hand that reads the matches first. The slowest name counts. */
export const searching: Bench = {
  rows: [
    { ...of, key: 'search-name', figure: 'search a surname, at 100,000, any name', from: 'near better-auth’s 3.0 ms' },
    { ...of, key: 'search-mistyped', figure: 'a mistyped name, at 100,000, any name', from: 'as a surname' },
  ],
  async measure(wanted, say) {
    const school = await bigSchool(say);
    const { ctx } = school;
    const hand = byHand(school);
    // Whoever has a name of their own; and of each frequency, one that sorts early and one that sorts late.
    const [rare] = await school.byHand<
      { name: string }[]
    >`select last_name as name from users where email = 'p77@big.example'`;
    const names = [...frequentNames.map(({ name }) => name), rare?.name ?? '', (rare?.name ?? '').slice(1, 7)];
    say(`searching for ${names.join(', ')}`);
    const bare = async (words: string) => (await hand(matchesFirst, [ctx.actor.centreId, words])).rows.length;
    const limit = await slowest(names, bare);
    const measured: Measured[] = [];
    if (wanted.has('search-name')) {
      const ways: [string, (ctx: Ctx, words: string) => Promise<unknown>][] = [
        ['list', (ctx, words) => listPeople(ctx, { filter: { words } })],
        ['find', (ctx, ref) => findPerson(ctx, { ref })],
      ];
      let worst = { ms: 0, at: '' };
      for (const [way, run] of ways) {
        const found = await slowest(names, (words) => run(ctx, words));
        if (found.ms > worst.ms) worst = { ms: found.ms, at: `${way} ${found.at}` };
      }
      measured.push({ key: 'search-name', ours: worst.ms, limit: limit.ms, note: `slowest: ${worst.at}` });
    }
    if (wanted.has('search-mistyped')) {
      const found = await slowest(names.map(mistyped), (ref) => findPerson(ctx, { ref }));
      measured.push({ key: 'search-mistyped', ours: found.ms, limit: limit.ms, note: `slowest: ${found.at}` });
    }
    return measured;
  },
};

/** One letter twice and one wrong: nobody is called so, and several nearly. */
const mistyped = (name: string) => `${name.slice(0, 3)}${name.slice(2, -1)}x`;

/** The median of the name that takes longest. */
async function slowest(names: string[], run: (words: string) => Promise<unknown>): Promise<{ ms: number; at: string }> {
  const times = await inTurns(Object.fromEntries(names.map((name) => [name, () => run(name)])), rounds);
  const medians = Object.entries(times).map(([at, ms]) => ({ at, ms: median(ms) }));
  return medians.reduce((worst, each) => (each.ms > worst.ms ? each : worst));
}

/** Materialised: a plan that walks the sort index until it has enough may read half of the school. */
const matchesFirst = `
  with found as materialized (
    select id, sort_name from users where centre_id = $1 and status <> 'deleted' and search_text like '%' || fold($2) || '%'
  ), first as (
    select id from found order by sort_name, id limit 15
  )
  select ${columns} from first join users u using (id) order by u.sort_name, u.id`;
