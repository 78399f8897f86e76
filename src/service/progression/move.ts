import { randomUUID } from 'node:crypto';
import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { learnerGroups, mails, transfers, users } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import type { Ctx, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { queueJobs } from '../jobs.ts';
import type { MailKind } from '../passwords/links.ts';
import { findBoth, type Person } from '../people/person.ts';

/**
 * Two people, held until the transaction ends. Always in the order of their ids, so that a transfer from one to the other
 * and one back can't wait for each other; whoever imports, suspends or deletes holds the same rows, and so waits.
 *
 * @throws Refusal `person-unknown`, also for one of another centre
 */
export async function lockBoth(ctx: Ctx<Tx>, a: string, b: string): Promise<[Person, Person]> {
  await ctx.db
    .select({ id: users.id })
    .from(users)
    .where(and(inArray(users.id, [a, b]), eq(users.centreId, ctx.actor.centreId)))
    .orderBy(asc(users.id))
    .for('no key update');
  const [first, second] = await findBoth(ctx, a, b);
  if (!first || !second) throw new Refusal('person-unknown', {});
  return [first, second];
}

interface Move {
  from: string;
  to: string;
  /** The sites whose groups go, all of them… */
  sites?: Site[];
  /** …or the transfer that is taken back: its groups go, as far as nothing happened to them since. */
  undoes?: { id: string; at: Date };
}

/**
 * Moves groups, keeps what was moved, and tells both. One update of the groups; their tests and results stay as they are.
 *
 * @returns the transfer's id
 */
export async function moveGroups(ctx: Ctx<Tx>, { from, to, sites = [], undoes }: Move): Promise<string> {
  const { clock, actor, correlationId } = ctx;
  const id = randomUUID();
  const at = sql`${clock().toISOString()}::timestamptz`;
  const which: SQL = undoes
    ? sql`id in (select unnest(group_ids) from ${transfers} where id = ${undoes.id}::uuid)
        and changed_at = ${undoes.at.toISOString()}::timestamptz`
    : sql`site in ${sites}`;
  await ctx.db.execute(sql`
    with moved as (
      update ${learnerGroups} set owner_id = ${to}::uuid, changed_at = ${at}
      where centre_id = ${actor.centreId}::uuid and owner_id = ${from}::uuid and ${which}
      returning id, site, tests, results
    ), counted as (
      select site, count(*) as groups, sum(tests) as tests, sum(results) as results from moved group by site
    )
    insert into ${transfers} (id, centre_id, from_id, to_id, by_id, at, counts, group_ids, undoes, correlation_id)
    select ${id}::uuid, ${actor.centreId}::uuid, ${from}::uuid, ${to}::uuid, ${actor.id}::uuid, ${at},
      coalesce((select jsonb_agg(to_jsonb(counted) order by site) from counted), '[]'),
      array(select id from moved), ${undoes?.id ?? null}::uuid, ${correlationId}::uuid
  `);
  await queueNotices(ctx, id, [
    { userId: from, kind: 'data-handed-over' },
    { userId: to, kind: 'data-received' },
  ]);
  return id;
}

/** The mails and the messages of both, in two statements. */
async function queueNotices(
  { db, clock, actor, correlationId }: Ctx<Tx>,
  transferId: string,
  both: { userId: string; kind: MailKind }[],
): Promise<void> {
  const common = { centreId: actor.centreId, transferId, createdAt: clock(), correlationId };
  const rows = both.map((one) => ({ ...common, ...one, id: randomUUID() }));
  await db.insert(mails).values(rows);
  await queueJobs(
    db,
    rows.flatMap(({ id: mailId, userId }) => [
      { task: 'send-mail', payload: { mailId } },
      { task: 'tell-transfer', payload: { transferId, userId } },
    ]),
  );
}
