import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import type { Ctx, Principal, Tx } from '../context.ts';
import { queueFound } from '../jobs.ts';
import { mailPriority } from '../mail/bulk.ts';
import { newLink } from '../passwords/link-token.ts';
import { planAnew } from '../plan-anew.ts';
import type { CheckedRow } from './check-rows.ts';

/** Someone about whom all was found right. */
type NewUser = CheckedRow['person'] & {
  id: string;
  /** What the school's directory calls them. */
  externalId?: string | null;
  userName?: string | null;
};

/** How many go into one statement: large enough to save round trips, small enough not to hold others up. */
const perStatement = 500;

/**
 * Adds users who are invited, and all that goes with it, in the caller's transaction.
 * @param invites whether the mails go out now; else they have no link until they are invited
 * Sets off `mark_users`: the sites that it concerns are brought up to date; `programmes_changed`; `await_seal`; and
 * `cancel_invite_plans`, which finds none.
 */
export async function insertPeople(ctx: Ctx<Tx, Principal>, people: NewUser[], invites = true): Promise<void> {
  await planAnew(ctx.db, people.length);
  for (let i = 0; i < people.length; i += perStatement) {
    await insert(ctx, people.slice(i, i + perStatement), invites);
  }
}

/** Users, sites, programmes, links, mails, audit events and jobs in one statement: one round trip however many people. */
async function insert(ctx: Ctx<Tx, Principal>, people: NewUser[], invites: boolean): Promise<void> {
  const { actor, clock } = ctx;
  const { by } = actor;
  const rows = people.map((p) => {
    const { linkId, tokenHash, expiresAt } = newLink(ctx, 'set-up');
    return {
      id: p.id,
      first_name: p.firstName,
      last_name: p.lastName,
      email: p.email,
      role: p.role,
      sites: p.sites,
      site_admin_of: p.siteAdminOf,
      programmes: p.programmes,
      external_id: p.externalId ?? null,
      user_name: p.userName ?? null,
      link_id: linkId,
      token_hash: tokenHash,
      expires_at: expiresAt,
      mail_id: randomUUID(),
    };
  });
  await write(ctx.db, {
    rows: JSON.stringify(rows),
    centre: actor.centreId,
    at: clock(),
    invites,
    priority: mailPriority(people.length),
    actor: actor.id,
    details: by ? JSON.stringify({ by }) : '{}',
    workspace: ctx.workspaceId,
    flow: ctx.correlationId,
  });
}

interface Adding {
  rows: string;
  centre: string;
  at: Date;
  invites: boolean;
  priority: number;
  actor: string | null;
  details: string;
  workspace: string | null;
  flow: string;
}

const write = prebuilt((db, given: Values<Adding>) => {
  const { rows, invites, priority, actor, details, workspace } = given;
  const [centre, at, flow] = [sql`${given.centre}::uuid`, sql`${given.at}::timestamptz`, sql`${given.flow}::uuid`];
  return db.execute(sql`
    with input as (
      select * from jsonb_to_recordset(${rows}::jsonb) as r(
        id uuid, first_name text, last_name text, email text, role role, sites site[], site_admin_of site[],
        programmes programme[], external_id text, user_name text, link_id uuid, token_hash text, expires_at timestamptz, mail_id uuid
      )
    ), new_users as (
      insert into users (id, centre_id, first_name, last_name, email, role, external_id, user_name, created_at)
      select id, ${centre}, first_name, last_name, email, role, external_id, user_name, ${at} from input
    ), new_access as (
      insert into site_access (centre_id, user_id, site, site_admin)
      select distinct ${centre}, id, s, s = any(site_admin_of) from input, unnest(sites) s
    ), new_programmes as (
      insert into user_programmes (centre_id, user_id, programme)
      select distinct ${centre}, id, p from input, unnest(programmes) p
    ), new_links as (
      insert into links (id, centre_id, user_id, kind, token_hash, created_at, expires_at)
      select link_id, ${centre}, id, 'set-up', decode(token_hash, 'hex'), ${at}, expires_at from input
      where ${invites}::boolean
    ), new_mails as (
      insert into mails (id, centre_id, user_id, kind, link_id, created_at, correlation_id)
      select mail_id, ${centre}, id, 'invitation', link_id, ${at}, ${flow} from input
      where ${invites}::boolean
    ), events as (
      insert into audit_events (centre_id, at, action, outcome, actor_id, workspace_id, target_id, details, correlation_id)
      select ${centre}, ${at}, 'user.add', 'done', ${actor}::uuid, ${workspace}::uuid, id,
        ${details}::jsonb
          || jsonb_build_object('role', role, 'sites', sites, 'siteAdminOf', site_admin_of, 'programmes', programmes),
        ${flow}
      from input
    )
    ${queueFound(sql`
      select jsonb_build_object(
        'task', 'send-mail', 'payload', jsonb_build_object('mailId', mail_id), 'priority', ${priority}::int
      ) from input where ${invites}::boolean`)}`);
});
