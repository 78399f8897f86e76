import { listPeople } from '../../src/service/people/list.ts';
import { inTurns, median, type Result } from './measure.ts';
import type { School } from './world.ts';

const rounds = 150;
const perPage = 10;

/** Lists and searches, beside the same read by SQL by hand. */
export async function listing(school: School, people: number): Promise<Result[]> {
  const { ctx, byHand: sql } = school;
  const { centreId } = ctx.actor;
  const n = people.toLocaleString('en-GB');
  const page = Math.min(100, people / perPage);
  const [at] = await sql<{ sortName: string; id: string }[]>`
    select sort_name as "sortName", id from users where centre_id = ${centreId} and status <> 'deleted'
    order by sort_name, id offset ${(page - 1) * perPage - 1} limit 1`;
  if (!at) throw new Error(`no page ${page}`);
  const [someone] = await sql<{ name: string }[]>`select last_name as name from users where email = 'p77@big.example'`;
  const words = (someone?.name ?? '').slice(1, 7);

  const columns = sql`
    u.id, u.centre_id, u.first_name, u.last_name, u.email, u.role, u.status, u.suspended_from, u.last_signed_in_at,
    u.mail_problem, u.sort_name,
    coalesce((select json_agg(json_build_object('site', a.site, 'siteAdmin', a.site_admin) order by a.site)
      from site_access a where a.user_id = u.id), '[]') as access,
    coalesce((select json_agg(p.programme order by p.programme)
      from user_programmes p where p.user_id = u.id), '[]') as programmes`;
  const live = sql`from users u where u.centre_id = ${centreId} and u.status <> 'deleted'`;
  const sorted = sql`order by u.sort_name, u.id limit ${perPage + 1}`;

  const pairs: [string, () => Promise<unknown>, () => Promise<unknown>][] = [
    ['first page', () => listPeople(ctx, { filter: {} }), async () => sql`select ${columns} ${live} ${sorted}`],
    [
      `page ${page}`,
      () => listPeople(ctx, { filter: {}, after: at }),
      async () => sql`select ${columns} ${live} and (u.sort_name, u.id) > (${at.sortName}, ${at.id}::uuid) ${sorted}`,
    ],
    [
      'search by a part of a name',
      () => listPeople(ctx, { filter: { words } }),
      // Not prepared, as ours is not: a plan for any words would leave the index.
      async () => sql.unsafe(...searchByHand(centreId, words)),
    ],
  ];
  const results: Result[] = [];
  for (const [what, ours, byHand] of pairs) {
    const times = await inTurns({ ours, byHand }, rounds);
    const [mine, theirs] = [median(times.ours), median(times.byHand)];
    results.push({ what: `${n} people: ${what}`, ours: mine, against: 'the same SQL by hand', theirs });
  }
  return results;
}

function searchByHand(centreId: string, words: string): [string, string[]] {
  const text = `
    select u.id, u.centre_id, u.first_name, u.last_name, u.email, u.role, u.status, u.suspended_from,
      u.last_signed_in_at, u.mail_problem, u.sort_name,
      coalesce((select json_agg(json_build_object('site', a.site, 'siteAdmin', a.site_admin) order by a.site)
        from site_access a where a.user_id = u.id), '[]') as access,
      coalesce((select json_agg(p.programme order by p.programme)
        from user_programmes p where p.user_id = u.id), '[]') as programmes
    from users u
    where u.centre_id = $1 and u.status <> 'deleted' and u.search_text like '%' || fold($2) || '%'
    order by u.sort_name, u.id limit ${perPage + 1}`;
  return [text, [centreId, words]];
}
