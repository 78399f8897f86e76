import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import type { Site } from '../../words/sites.ts';
import { type AuditEntry, addEvents, eventRows } from '../audit/event.ts';
import type { Ctx, Tx } from '../context.ts';
import type { Job } from '../jobs.ts';
import { followingMany, mailPriority } from '../mail/bulk.ts';

export interface Move {
  /** Of the transfer that is kept of it. */
  id: string;
  from: string;
  to: string;
  /** The sites whose groups go, all of them… */
  sites?: Site[];
  /** …or the transfer that is taken back: its groups go, as far as nothing happened to them since. */
  undoes?: { id: string; at: Date };
  /** What the trail says of it. */
  events: AuditEntry[];
}

/** How many go in one statement. */
const perStatement = 1_000;

/**
 * Moves groups from some people to others, whose rows are held, keeps what was moved, and tells all of them and the trail: one statement
 * for a thousand, and one update of the groups, whose tests and results stay as they are. Nobody of whom groups go is one to whom some go.
 * Where many are told, whoever acts sees how far that is.
 * Sets off `mark_users` where access is given; `await_seal`.
 *
 * @param given.access to which sites someone gets access beforehand, and what the trail says of that
 */
export async function moveEach(
  ctx: Ctx<Tx>,
  moves: Move[],
  given: { access: { userId: string; site: Site }[]; events: AuditEntry[] } = { access: [], events: [] },
): Promise<void> {
  const { actor, clock, correlationId } = ctx;
  const priority = mailPriority(2 * moves.length);
  const at = clock();
  for (let i = 0; i < moves.length; i += perStatement) {
    const some = moves.slice(i, i + perStatement);
    const told = some.flatMap(({ id, from, to }) => [
      noticeOf(id, from, 'data-handed-over', priority),
      noticeOf(id, to, 'data-received', priority),
    ]);
    const followed = i === 0 ? followingMany(ctx, 2 * moves.length, at) : [];
    const { access, events } = i === 0 ? given : { access: [], events: [] };
    await move(ctx.db, {
      centreId: actor.centreId,
      byId: actor.id,
      correlationId,
      at,
      from: some.map(({ from }) => from),
      access: JSON.stringify(access),
      moves: JSON.stringify(some.map(rowOf)),
      mails: JSON.stringify(told.map(({ mail }) => mail)),
      events: eventRows(ctx, [...some.flatMap((m) => m.events), ...events]),
      jobs: JSON.stringify([...followed, ...told.flatMap(({ jobs }) => jobs)]),
    });
  }
}

const rowOf = ({ id, from, to, sites = [], undoes }: Move) => ({
  ...{ id, from_id: from, to_id: to, sites },
  ...{ undoes: undoes?.id ?? null, undoes_at: undoes?.at.toISOString() ?? null },
});

/** What someone is told of it: by mail, and in chat. */
function noticeOf(transferId: string, userId: string, kind: 'data-handed-over' | 'data-received', priority: number) {
  const id = randomUUID();
  const jobs: Job[] = [
    { task: 'send-mail', payload: { mailId: id }, priority },
    { task: 'tell-transfer', payload: { transferId, userId }, priority },
  ];
  return { mail: { id, user_id: userId, kind, transfer_id: transferId }, jobs };
}

interface Written {
  centreId: string;
  byId: string;
  correlationId: string;
  at: Date;
  from: string[];
  access: string;
  moves: string;
  mails: string;
  events: string;
  jobs: string;
}

const move = prebuilt((db, v: Values<Written>) =>
  db.execute(sql`
    with given as (
      insert into site_access (centre_id, user_id, site)
      select ${v.centreId}::uuid, "userId", site from jsonb_to_recordset(${v.access}::jsonb) as r("userId" uuid, site site)
    ), input as materialized (
      select *, (select t.group_ids from transfers t where t.id = r.undoes) as went from jsonb_to_recordset(${v.moves}::jsonb) as r(
        id uuid, from_id uuid, to_id uuid, sites site[], undoes uuid, undoes_at timestamptz
      )
    ), moved as (
      update learner_groups g set owner_id = i.to_id, changed_at = ${v.at}::timestamptz
      from input i
      -- Whose they are is said twice: by the list they are found by the index, and by the rows alone all of the school would be read.
      where g.centre_id = ${v.centreId}::uuid and g.owner_id = any(${v.from}::uuid[]) and g.owner_id = i.from_id
        and case when i.undoes is null then g.site = any(i.sites) else g.id = any(i.went) and g.changed_at = i.undoes_at end
      returning i.id as transfer_id, g.id, g.site, g.tests, g.results
    ), counted as (
      select transfer_id, site, count(*) as groups, sum(tests) as tests, sum(results) as results
      from moved group by transfer_id, site
    ), counts as (
      select transfer_id, jsonb_agg(to_jsonb(c) - 'transfer_id' order by site) as counts from counted c group by transfer_id
    ), ids as (
      select transfer_id, array_agg(id) as group_ids from moved group by transfer_id
    ), kept as (
      insert into transfers (id, centre_id, from_id, to_id, by_id, at, counts, group_ids, undoes, correlation_id)
      select i.id, ${v.centreId}::uuid, from_id, to_id, ${v.byId}::uuid, ${v.at}::timestamptz,
        coalesce(counts, '[]'), coalesce(group_ids, '{}'), undoes, ${v.correlationId}::uuid
      from input i left join counts c on c.transfer_id = i.id left join ids g on g.transfer_id = i.id
    ), mailed as (
      insert into mails (id, centre_id, user_id, kind, transfer_id, created_at, correlation_id)
      select id, ${v.centreId}::uuid, user_id, kind, transfer_id, ${v.at}::timestamptz, ${v.correlationId}::uuid
      from jsonb_to_recordset(${v.mails}::jsonb) as r(id uuid, user_id uuid, kind text, transfer_id uuid)
    ), events as (${addEvents(v.events)})
    select queue_jobs(${v.jobs}::jsonb)`),
);
