import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { learnerGroups, mails, transfers } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import type { Ctx, Tx } from '../context.ts';
import { queueJobs } from '../jobs.ts';
import type { MailKind } from '../passwords/links.ts';

interface Move {
  from: string;
  to: string;
  /** The sites whose groups go, all of them… */
  sites?: Site[];
  /** …or the transfer that is taken back: its groups go, as far as nothing happened to them since. */
  undoes?: { id: string; at: Date };
}

/**
 * Moves groups from some people to others, keeps what was moved, and tells all of them. One update of the groups, however many people they
 * are of; their tests and results stay as they are. Nobody of whom groups go is one to whom some go.
 *
 * @returns the transfers' ids, in the order of the moves
 */
export async function moveEach(ctx: Ctx<Tx>, moves: Move[]): Promise<string[]> {
  const { clock, actor, correlationId } = ctx;
  if (moves.length === 0) return [];
  const rows = moves.map(({ from, to, sites = [], undoes }) => ({
    id: randomUUID(),
    from_id: from,
    to_id: to,
    sites,
    undoes: undoes?.id ?? null,
    undoes_at: undoes?.at.toISOString() ?? null,
  }));
  const at = sql`${clock().toISOString()}::timestamptz`;
  const centre = sql`${actor.centreId}::uuid`;
  await ctx.db.execute(sql`
    with input as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
        id uuid, from_id uuid, to_id uuid, sites site[], undoes uuid, undoes_at timestamptz
      )
    ), moved as (
      update ${learnerGroups} g set owner_id = i.to_id, changed_at = ${at}
      from input i left join ${transfers} t on t.id = i.undoes
      where g.centre_id = ${centre} and g.owner_id = i.from_id
        and case when i.undoes is null then g.site = any(i.sites) else g.id = any(t.group_ids) and g.changed_at = i.undoes_at end
      returning i.id as transfer_id, g.id, g.site, g.tests, g.results
    ), counted as (
      select transfer_id, site, count(*) as groups, sum(tests) as tests, sum(results) as results
      from moved group by transfer_id, site
    ), counts as (
      select transfer_id, jsonb_agg(to_jsonb(c) - 'transfer_id' order by site) as counts from counted c group by transfer_id
    ), ids as (
      select transfer_id, array_agg(id) as group_ids from moved group by transfer_id
    )
    insert into ${transfers} (id, centre_id, from_id, to_id, by_id, at, counts, group_ids, undoes, correlation_id)
    select i.id, ${centre}, from_id, to_id, ${actor.id}::uuid, ${at},
      coalesce(counts, '[]'), coalesce(group_ids, '{}'), undoes, ${correlationId}::uuid
    from input i left join counts c on c.transfer_id = i.id left join ids g on g.transfer_id = i.id
  `);
  await queueNotices(
    ctx,
    rows.flatMap((move) => [
      { transferId: move.id, userId: move.from_id, kind: 'data-handed-over' },
      { transferId: move.id, userId: move.to_id, kind: 'data-received' },
    ]),
  );
  return rows.map(({ id }) => id);
}

/** How many mails go into one statement. */
const perStatement = 1_000;

/** The mails and the messages of all, in two statements for each thousand. */
async function queueNotices(
  { db, clock, actor, correlationId }: Ctx<Tx>,
  told: { transferId: string; userId: string; kind: MailKind }[],
): Promise<void> {
  const common = { centreId: actor.centreId, createdAt: clock(), correlationId };
  const rows = told.map((one) => ({ ...common, ...one, id: randomUUID() }));
  for (let i = 0; i < rows.length; i += perStatement) {
    const some = rows.slice(i, i + perStatement);
    await db.insert(mails).values(some);
    await queueJobs(
      db,
      some.flatMap(({ id: mailId, userId, transferId }) => [
        { task: 'send-mail', payload: { mailId } },
        { task: 'tell-transfer', payload: { transferId, userId } },
      ]),
    );
  }
}
