import { sql } from 'drizzle-orm';
import type { Role } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import { remindedDays } from '../../words/usage.ts';
import type { Ctx, Db, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { idList } from '../ids.ts';
import { queueJobs } from '../jobs.ts';
import { followMany } from '../mail/bulk.ts';
import { lookForMails } from '../mail/mail-server.ts';
import { newLink } from '../passwords/link-token.ts';
import { voidLinks } from '../passwords/links.ts';
import { idsOf } from '../people/several.ts';
import { may } from '../policy.ts';
import { daysAgo } from '../purge.ts';
import { mutation, query } from '../use-case.ts';
import type { UsageFilter } from './list.ts';
import { accessOf, lately, readScope, sitesIn } from './scope.ts';

/** Most who are reminded in one go. */
export const maxReminded = 2_000;

/**
 * Why someone is not reminded.
 *
 * - `lately`: they were reminded, or invited, within {@link remindedDays}
 * - `rank`: the actor may not act on them
 * - `mail`: mails to them don't arrive
 * - `password`: they have none yet, and the actor may not invite them
 * - `planned`: they are invited on a day to come, and have no way in before
 * - `self`: it is the actor
 */
export type LeftOut = 'lately' | 'rank' | 'mail' | 'password' | 'planned' | 'self';

/** Someone who has never come to sites of theirs. */
export type Absent = {
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  role: Role;
  status: 'invited' | 'active';
  /** To which. */
  sites: Site[];
  leftOut?: LeftOut;
};

/** What else stands in the way. */
type Told = {
  mailFails: boolean;
  toldLately: boolean;
  isPlanned: boolean;
};

interface Asked extends Pick<UsageFilter, 'site' | 'programme'> {
  /** These alone. */
  ids?: string[];
}

/** Who never came to sites of theirs, by last name, and why some of them would not be reminded; at most {@link maxReminded}. @throws NotAllowed */
export const previewReminder = query('previewReminder', 'usage.remind', (ctx: Ctx, asked: Asked) => absent(ctx, asked));

async function absent(ctx: Ctx<Db>, { site, programme, ids }: Asked): Promise<Absent[]> {
  const { seen } = await readScope(ctx, 'usage.remind', site);
  if (seen.length === 0) return [];
  const now = ctx.clock();
  const sites = seen.map((s) => s.site);
  const told = daysAgo(now, remindedDays).toISOString();
  const { rows } = await ctx.db.execute<Absent & Told>(sql`
    select u.id, u.first_name as "firstName", u.last_name as "lastName", u.email, u.role, u.status,
      json_agg(a.site order by a.site) as sites, u.mail_problem is not null as "mailFails",
      coalesce((
        select true from mails m
        where m.user_id = u.id and m.kind in ('invitation', 'usage-reminder') and m.created_at > ${told}::timestamptz limit 1
      ), false) as "toldLately",
      coalesce((
        select true from scheduled_changes c
        where c.user_id = u.id and c.kind = 'invite' and c.state in ('planned', 'doing') limit 1
      ), false) as "isPlanned"
    from (${accessOf(ctx.actor.centreId, sites, lately(now), programme)}) a join users u on u.id = a.user_id
    where not a.visited ${ids ? sql`and u.id = any(${idList(ids)})` : sql``}
    group by u.id order by u.sort_name, u.id limit ${maxReminded}`);
  return rows.map(({ mailFails, toldLately, isPlanned, ...person }) => {
    const why = leftOut(ctx, person, { mailFails, toldLately, isPlanned });
    return { ...person, ...(why && { leftOut: why }) };
  });
}

function leftOut({ actor }: Ctx<Db>, p: Absent, { mailFails, toldLately, isPlanned }: Told): LeftOut | undefined {
  const target = { id: p.id, centreId: actor.centreId, role: p.role, sites: p.sites };
  if (!p.sites.some((site) => may(actor, 'usage.remind', target, site))) return 'rank';
  if (p.id === actor.id) return 'self';
  if (isPlanned && p.status === 'invited') return 'planned';
  if (toldLately) return 'lately';
  if (mailFails) return 'mail';
  if (p.status === 'invited' && !may(actor, 'invite.send', target)) return 'password';
  return undefined;
}

/**
 * Reminds people of sites that they never came to: by mail, with the sites' links, or to set a password first where they have none (an
 * older link is void then); and in each chat where they are known. Whoever has come, or was reminded, since they were chosen is let be.
 *
 * @param ids who was agreed to
 * @returns whom
 * @throws Refusal `nobody-to-remind`; NotAllowed
 */
export const remindPeople = mutation(
  'remindPeople',
  'usage.remind',
  async (ctx, asked: Asked & { ids: string[] }): Promise<Absent[]> => {
    const reminded = (await absent(ctx, asked)).filter((p) => !p.leftOut);
    if (reminded.length === 0) throw new Refusal('nobody-to-remind', {});
    for (let i = 0; i < reminded.length; i += perStatement) await remind(ctx, reminded.slice(i, i + perStatement));
    await queueJobs(ctx.db, [lookForMails]);
    await followMany(ctx, reminded.length);
    return reminded;
  },
  // So that of two who remind the same people at once, the second sees that it was done.
  { people: idsOf },
);

/** How many go into one statement. */
const perStatement = 500;

/** Links, mails, audit events and jobs. Sets off `await_seal`, and `cancel_invite_plans`. */
async function remind(ctx: Ctx<Tx>, people: Absent[]): Promise<void> {
  const now = ctx.clock();
  const rows = people.map(({ id, sites, status }) => {
    const link = status === 'invited' ? newLink(ctx, 'set-up') : undefined;
    return { id, sites, link_id: link?.linkId, token_hash: link?.tokenHash, expires_at: link?.expiresAt };
  });
  const at = sql`${now.toISOString()}::timestamptz`;
  const centre = sql`${ctx.actor.centreId}::uuid`;
  const flow = sql`${ctx.correlationId}::uuid`;
  const invited = rows.filter((row) => row.link_id).map((row) => row.id);
  // By itself: of one that works there is never more than one.
  await voidLinks(ctx, invited, ['set-up']);
  await ctx.db.execute(sql`
    with input as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, sites site[], link_id uuid, token_hash text, expires_at timestamptz)
    ), new_links as (
      insert into links (id, centre_id, user_id, kind, token_hash, created_at, expires_at)
      select link_id, ${centre}, id, 'set-up', decode(token_hash, 'hex'), ${at}, expires_at
      from input where link_id is not null
    ), new_mails as (
      insert into mails (id, centre_id, user_id, kind, link_id, sites, created_at, correlation_id)
      select gen_random_uuid(), ${centre}, id, 'usage-reminder', link_id, sites, ${at}, ${flow} from input
    ), events as (
      insert into audit_events (centre_id, at, action, outcome, actor_id, workspace_id, target_id, details, correlation_id)
      select ${centre}, ${at}, 'usage.remind', 'done', ${ctx.actor.id}::uuid, ${ctx.workspaceId}::uuid, id,
        jsonb_build_object('sites', sites), ${flow}
      from input
    )
    select queue_jobs(coalesce((
      select jsonb_agg(jsonb_build_object(
        'task', 'tell-reminder', 'queue', 'tell-reminder', 'priority', 1,
        'payload', jsonb_build_object('userId', id, 'sites', sites, 'correlationId', ${flow})
      ))
      from input where exists (select from chat_identities i where i.user_id = input.id)
    ), '[]'))`);
}

/** What someone is reminded of still: sites that they have, and have not come to; nothing where there are none, or they can't come. */
export interface Reminder {
  centreName: string;
  status: 'invited' | 'active';
  email: string;
  sites: { site: Site; url: string | null }[];
}

/** Read when it is told, which may be long after it was asked for. @param of which sites it was to be */
export async function readReminder(db: Db, userId: string, of: Site[]): Promise<Reminder | undefined> {
  const { rows } = await db.execute<Omit<Reminder, 'sites'> & { site: Site; url: string | null }>(sql`
    select s.name as "centreName", u.status, u.email, a.site, c.home_url as url
    from users u
    join centres s on s.id = u.centre_id
    join site_access a on a.user_id = u.id and a.site = any(${sitesIn(of)})
    join site_connections c on c.centre_id = u.centre_id and c.site = a.site and c.redirect_uris <> '{}'
    left join site_visits v on v.user_id = u.id and v.site = a.site
    where u.id = ${userId} and u.status in ('invited', 'active') and v.user_id is null
    order by a.site`);
  const [first] = rows;
  if (!first) return undefined;
  const { centreName, status, email } = first;
  return { centreName, status, email, sites: rows.map(({ site, url }) => ({ site, url })) };
}
