import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Tx } from '../../../db/connect.ts';
import type { Ctx } from '../context.ts';
import { isUniqueViolation } from '../database-errors.ts';
import { Refusal, refuseIfAny } from '../errors.ts';
import { type Job, queueJobs } from '../jobs.ts';
import { hashToken, linkLife, linkToken } from '../passwords/links.ts';
import { allow, mayAtAll, NotAllowed } from '../policy.ts';
import { change, read, writeRefusal } from '../use-case.ts';
import { type CheckedRow, checkRows, type NewPerson } from './check-rows.ts';

export interface Added {
  people: { id: string; firstName: string; lastName: string; email: string }[];
  /** A verdict for each row, in their order. */
  rows: CheckedRow[];
}

/** Most rows that a file may have. */
export const maxRows = 5_000;

/** How many go into one statement: large enough to save round trips, small enough not to hold others up. */
const perStatement = 500;

/** From how many people on their mails take a while: they are followed with a progress line, and let others go first. */
const many = 5;

/** Says of every row whether it can be added. Changes nothing. */
export const previewAdd = read(
  'previewAdd',
  'user.add',
  async (ctx, { rows }: { rows: NewPerson[] }): Promise<CheckedRow[]> => {
    allowAdding(ctx);
    const checked = await checkRows(ctx.app.db, ctx, rows);
    // Once, however many rows ask for rights that are not the actor's to give.
    if (checked.some((row) => row.refusals.some((r) => r.code === 'not-allowed'))) {
      await writeRefusal(ctx, new NotAllowed('user.role', null));
    }
    return checked;
  },
);

const addOnce = change(
  'addPeople',
  'user.add',
  async (ctx, tx, { rows, skipRefused = false }: { rows: NewPerson[]; skipRefused?: boolean }): Promise<Added> => {
    allowAdding(ctx);
    const checked = await checkRows(tx, ctx, rows);
    if (!skipRefused) refuseRights(ctx, checked);
    if (!skipRefused) refuseIfAny(checked.flatMap((row, i) => row.refusals.map((r) => inRow(r, i))));
    const people = checked
      .filter((row) => row.refusals.length === 0)
      .map((row) => ({ id: randomUUID(), ...row.person }));
    for (let i = 0; i < people.length; i += perStatement) await insert(tx, ctx, people.slice(i, i + perStatement));
    if (ctx.workspaceId && people.length >= many) await queueJobs(tx, [progress(ctx, ctx.workspaceId)]);
    return { people, rows: checked };
  },
);

/**
 * Adds people: users who are invited, their sites and programmes, and a mail to each with a link to set a password.
 *
 * @param input.skipRefused adds those who can be added; otherwise one refused row means that nobody is added
 * @throws Refusal or Refused, the fields as `people.<row>.<field>`
 */
export async function addPeople(ctx: Ctx, input: { rows: NewPerson[]; skipRefused?: boolean }): Promise<Added> {
  try {
    return await addOnce(ctx, input);
  } catch (error) {
    // Someone else took one of the e-mails between our look and our insert. A second look sees whose it is.
    if (isUniqueViolation(error, 'users_email')) return addOnce(ctx, input);
    throw error;
  }
}

function allowAdding(ctx: Ctx): void {
  if (!mayAtAll(ctx.actor, 'user.add')) throw new NotAllowed('user.add', null);
}

/** Rights are not a slip of the pen to mend in a field: the whole is refused, and written down. */
function refuseRights(ctx: Ctx, rows: CheckedRow[]): void {
  for (const { person } of rows) {
    const nobodyYet = { id: '', centreId: ctx.actor.centreId, role: person.role };
    if (person.role !== 'teacher') allowFor(ctx, 'user.role', nobodyYet);
    if (person.siteAdminOf.length > 0) allowFor(ctx, 'site.admin', nobodyYet);
  }
}

function allowFor(
  ctx: Ctx,
  act: 'user.role' | 'site.admin',
  target: { id: string; centreId: string; role: NewPerson['role'] },
) {
  try {
    allow(ctx, act, target);
  } catch {
    throw new NotAllowed(act, null); // there is no user yet whom the trail could name
  }
}

const inRow = (r: Refusal, i: number) => new Refusal(r.code, r.params, `people.${i}.${r.field}`);

const progress = (ctx: Ctx, workspaceId: string): Job => ({
  task: 'mail-progress',
  // Before the many mails that it tells of.
  priority: -1,
  payload: { correlationId: ctx.correlationId, workspaceId, userId: ctx.actor.id },
});

/**
 * Users, sites, programmes, links, mails, audit events and jobs in one statement: one round trip however many people,
 * and about three times quicker than one insert for each table through drizzle.
 */
async function insert(tx: Tx, ctx: Ctx, people: (CheckedRow['person'] & { id: string })[]): Promise<void> {
  const { app, actor } = ctx;
  const now = app.clock();
  const rows = people.map((p) => {
    const linkId = randomUUID();
    return {
      id: p.id,
      first_name: p.firstName,
      last_name: p.lastName,
      email: p.email,
      role: p.role,
      sites: p.sites,
      site_admin_of: p.siteAdminOf,
      programmes: p.programmes,
      link_id: linkId,
      token_hash: hashToken(linkToken(app, linkId)).toString('hex'),
      mail_id: randomUUID(),
    };
  });
  // Someone who waits for a reset does not wait for a thousand invitations.
  const priority = people.length < many ? 0 : 1;
  const expires = new Date(now.getTime() + linkLife['set-up']);
  const at = sql`${now.toISOString()}::timestamptz`;
  const centre = sql`${actor.centreId}::uuid`;
  await tx.execute(sql`
    with input as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
        id uuid, first_name text, last_name text, email text, role role, sites site[], site_admin_of site[],
        programmes programme[], link_id uuid, token_hash text, mail_id uuid
      )
    ), new_users as (
      insert into users (id, centre_id, first_name, last_name, email, role, created_at)
      select id, ${centre}, first_name, last_name, email, role, ${at} from input
    ), new_access as (
      insert into site_access (centre_id, user_id, site, site_admin)
      select distinct ${centre}, id, s, s = any(site_admin_of) from input, unnest(sites) s
    ), new_programmes as (
      insert into user_programmes (centre_id, user_id, programme)
      select distinct ${centre}, id, p from input, unnest(programmes) p
    ), new_links as (
      insert into links (id, centre_id, user_id, kind, token_hash, created_at, expires_at)
      select link_id, ${centre}, id, 'set-up', decode(token_hash, 'hex'), ${at}, ${expires.toISOString()}::timestamptz from input
    ), new_mails as (
      insert into mails (id, centre_id, user_id, kind, link_id, created_at, correlation_id)
      select mail_id, ${centre}, id, 'invitation', link_id, ${at}, ${ctx.correlationId}::uuid from input
    ), events as (
      insert into audit_events (centre_id, at, action, outcome, actor_id, workspace_id, target_id, details, correlation_id)
      select ${centre}, ${at}, 'user.add', 'done', ${actor.id}::uuid, ${ctx.workspaceId}::uuid, id,
        jsonb_build_object('role', role, 'sites', sites, 'siteAdminOf', site_admin_of, 'programmes', programmes),
        ${ctx.correlationId}::uuid
      from input
    )
    select queue_jobs((
      select jsonb_agg(jsonb_build_object(
        'task', 'send-mail', 'payload', jsonb_build_object('mailId', mail_id), 'priority', ${priority}::int
      )) from input
    ))
  `);
}
