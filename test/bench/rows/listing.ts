import { listPeople } from '../../../src/service/people/list.ts';
import { bigSchool, byHand } from '../ground.ts';
import { inTurns, median } from '../measure.ts';
import type { Bench, Measured } from './row.ts';

const perPage = 10;

const of = { unit: 'ms', limit: 'the same by hand', goal: 0.25 } as const;

/** Pages of people, beside the same read by one statement by hand. */
export const listing: Bench = {
  rows: [
    {
      ...of,
      key: 'list-first',
      figure: 'first page, at 100,000 people',
      from: 'drizzle’s own, 0.16 ms, and the rights',
      ratio: 0.25 / 0.09,
    },
    {
      ...of,
      key: 'list-filter',
      figure: 'a filter, at 100,000 people',
      from: 'drizzle’s own, 0.23 ms',
      ratio: 0.25 / 0.06,
    },
  ],
  async measure(wanted, say) {
    const school = await bigSchool(say);
    const hand = byHand(school);
    const { ctx } = school;
    say('listing people');
    const { centreId } = ctx.actor;
    const ways = {
      'list-first': {
        ours: () => listPeople(ctx, { filter: {} }),
        bare: () => hand(pageOf(`u.status <> 'deleted'`), [centreId]),
      },
      'list-filter': {
        ours: () => listPeople(ctx, { filter: { status: 'invited' } }),
        bare: () => hand(pageOf(`u.status = 'invited'`), [centreId]),
      },
    };
    const measured: Measured[] = [];
    for (const [key, way] of Object.entries(ways)) {
      if (!wanted.has(key)) continue;
      const { ours, bare } = await inTurns(way, 400);
      measured.push({ key, ours: median(ours), limit: median(bare) });
    }
    return measured;
  },
};

/** Of whom a list tells: the same columns, by hand. */
export const columns = `
  u.id, u.centre_id, u.first_name, u.last_name, u.email, u.role, u.status, u.suspended_from, u.last_signed_in_at,
  u.mail_problem, u.sort_name,
  coalesce((select json_agg(json_build_object('site', a.site, 'siteAdmin', a.site_admin) order by a.site)
    from site_access a where a.user_id = u.id), '[]') as access,
  coalesce((select json_agg(p.programme order by p.programme)
    from user_programmes p where p.user_id = u.id), '[]') as programmes`;

const pageOf = (which: string) => `
  select ${columns} from users u where u.centre_id = $1 and ${which} order by u.sort_name, u.id limit ${perPage + 1}`;
