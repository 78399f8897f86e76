import { sql } from 'drizzle-orm';
import { peopleChanges, siteAccess, userProgrammes, users } from '../../../../db/schema/index.ts';
import { addDays } from '../../../lib/time.ts';
import { audit, event } from '../../audit/event.ts';
import type { Ctx, Tx } from '../../context.ts';
import { keepPlans } from '../../scheduled/keep.ts';
import { endSessionsOnSites } from '../../sign-in/end-sessions.ts';
import { changeEmails, countsAtOnce } from './change-emails.ts';
import { type Change, marksOf, sitesOf, type Until } from './wanted.ts';

/** How many go into one statement: large enough to save round trips, small enough not to hold others up. */
const perStatement = 500;

interface Kept {
  /** Of all that are changed in one go. */
  changeId: string;
}

/**
 * Changes people, whose rows are held, in the caller's transaction: a number of statements for each few hundred. Each has an audit
 * event of their own, and one more for each right that is given or taken. What was before is kept, for it to be undone.
 * Sets off `mark_users`, `mark_site_admins`: the sites that it concerns are brought up to date; `programmes_changed`; and
 * `cancel_access_ends`.
 *
 * @param kept nothing, where it is itself an undo
 */
export async function applyChanges(ctx: Ctx<Tx>, changes: Change[], kept?: Kept): Promise<void> {
  for (let i = 0; i < changes.length; i += perStatement) await apply(ctx, changes.slice(i, i + perStatement), kept);
}

async function apply(ctx: Ctx<Tx>, changes: Change[], kept: Kept | undefined): Promise<void> {
  await changeDetails(ctx, changes);
  await changeProgrammes(ctx, changes);
  await changeAccess(ctx, changes);
  await endAccessAgain(ctx, changes);
  await endSessionsOnSites(
    ctx,
    ctx.actor.centreId,
    changes.map(({ person, take }) => ({ userId: person.id, sites: take })),
  );
  await changeEmails(ctx, changes);
  await audit(ctx, ...changes.flatMap((change) => eventsOf(ctx, change, kept === undefined)));
  if (!kept) return;
  const rows = changes.map((change) => ({ id: change.person.id, ...wasAndNow(change) }));
  await ctx.db.execute(sql`
    insert into ${peopleChanges} (change_id, centre_id, user_id, was, now, at)
    select ${kept.changeId}::uuid, ${ctx.actor.centreId}::uuid, r.id, r.was, r.now, ${ctx.clock().toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, was jsonb, now jsonb)`);
}

/** Names, roles, and e-mails that change at once. */
async function changeDetails({ db, actor }: Ctx<Tx>, changes: Change[]): Promise<void> {
  const rows = changes.flatMap(({ person, firstName, lastName, role, email }) => {
    const to = email && countsAtOnce(email) ? email.to : undefined;
    const given = { first_name: firstName, last_name: lastName, role, email: to };
    return Object.values(given).some((value) => value !== undefined) ? [{ id: person.id, ...given }] : [];
  });
  if (rows.length === 0) return;
  await db.execute(sql`
    update ${users} u set
      first_name = coalesce(r.first_name, u.first_name),
      last_name = coalesce(r.last_name, u.last_name),
      role = coalesce(r.role, u.role),
      email = coalesce(r.email, u.email),
      mail_problem = case when r.email is null then u.mail_problem end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r(id uuid, first_name text, last_name text, role role, email text)
    where u.id = r.id and u.centre_id = ${actor.centreId}`);
}

async function changeProgrammes({ db, actor }: Ctx<Tx>, changes: Change[]): Promise<void> {
  const rows = changes.flatMap(({ person: { id }, programmes }) => (programmes ? [{ id, programmes }] : []));
  if (rows.length === 0) return;
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, programmes programme[])`;
  await db.execute(sql`
    delete from ${userProgrammes} p using ${given} where p.user_id = r.id and p.programme <> all (r.programmes)`);
  await db.execute(sql`
    insert into ${userProgrammes} (centre_id, user_id, programme)
    select distinct ${actor.centreId}::uuid, r.id, one from ${given}, unnest(r.programmes) one
    on conflict do nothing`);
}

async function changeAccess({ db, actor }: Ctx<Tx>, changes: Change[]): Promise<void> {
  const taken = changes.flatMap(({ person: { id }, take }) => take.map((site) => ({ id, site })));
  const given = changes.flatMap(({ person: { id }, give }) => give.map((site) => ({ id, site })));
  const marked = changes.flatMap(({ person: { id }, marks, take }) =>
    marks.filter(({ site }) => !take.includes(site)).map((mark) => ({ id, ...mark })),
  );
  const rowsOf = (rows: object[]) =>
    sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, site site, "on" boolean)`;
  if (taken.length > 0)
    await db.execute(
      sql`delete from ${siteAccess} a using ${rowsOf(taken)} where a.user_id = r.id and a.site = r.site`,
    );
  if (given.length > 0)
    await db.execute(sql`
      insert into ${siteAccess} (centre_id, user_id, site) select ${actor.centreId}::uuid, r.id, r.site from ${rowsOf(given)}
      on conflict do nothing`);
  if (marked.length > 0)
    await db.execute(sql`
      update ${siteAccess} a set site_admin = r."on" from ${rowsOf(marked)} where a.user_id = r.id and a.site = r.site`);
}

/** Access that comes back ends when it would have ended. */
async function endAccessAgain(ctx: Ctx<Tx>, changes: Change[]): Promise<void> {
  const plans = changes.flatMap(({ person, give, until = {} }) =>
    give.flatMap((site) => {
      const day = until[site];
      return day ? [{ userId: person.id, kind: 'end-access' as const, site, day: addDays(day, 1) }] : [];
    }),
  );
  if (plans.length > 0) await keepPlans(ctx, plans);
}

/** For the trail: which details changed, never to what, where that names the person. */
function eventsOf(ctx: Ctx<Tx>, change: Change, isUndo: boolean): Parameters<typeof audit>[1][] {
  const { person, firstName, lastName, role, programmes, give, take, marks, email } = change;
  const withdrawn = email?.way === 'withdrawn';
  const changed = Object.entries({ firstName, lastName, email: withdrawn ? undefined : email }).flatMap(
    ([name, value]) => (value === undefined ? [] : [name]),
  );
  const details = {
    ...(changed.length > 0 && { changed }),
    ...(programmes && { programmes }),
    ...(give.length > 0 && { give }),
    ...(take.length > 0 && { take }),
    ...(withdrawn && { withdrawn: ['email'] }),
  };
  const undoes = isUndo && { undoes: 'update' };
  return [
    ...(Object.keys(details).length > 0
      ? [{ ...event(ctx, 'user.edit', person.id), details: { ...details, ...undoes } }]
      : []),
    ...(role ? [{ ...event(ctx, 'user.role', person.id), details: { from: person.role, to: role, ...undoes } }] : []),
    ...marks
      .filter(({ site }) => !take.includes(site))
      .map((mark) => ({ ...event(ctx, 'site.admin', person.id), details: { ...mark, ...undoes } })),
  ];
}

/** How someone was and is, in what was changed. */
export interface State {
  firstName?: string;
  lastName?: string;
  role?: Change['role'];
  programmes?: Change['programmes'];
  sites?: Change['give'];
  siteAdminOf?: Change['give'];
  until?: Until;
  email?: string;
  way?: NonNullable<Change['email']>['way'];
}

function wasAndNow(change: Change): { was: Record<string, unknown>; now: Record<string, unknown> } {
  const { person, firstName, lastName, role, programmes, give, take, marks, email } = change;
  const now: State = { firstName, lastName, role, programmes, ...(email && { email: email.to, way: email.way }) };
  const was: State = {
    ...(firstName !== undefined && { firstName: person.firstName }),
    ...(lastName !== undefined && { lastName: person.lastName }),
    ...(role !== undefined && { role: person.role }),
    ...(programmes && { programmes: person.programmes }),
    ...(email && { email: person.email }),
  };
  if (give.length + take.length + marks.length > 0) {
    was.sites = sitesOf(person);
    was.siteAdminOf = marksOf(person);
    was.until = Object.fromEntries(
      person.access.flatMap(({ site, until }) => (until && take.includes(site) ? [[site, until]] : [])),
    );
    now.sites = [...was.sites.filter((site) => !take.includes(site)), ...give];
    const on = marks.flatMap((mark) => (mark.on ? [mark.site] : []));
    const off = marks.flatMap((mark) => (mark.on ? [] : [mark.site]));
    now.siteAdminOf = [...was.siteAdminOf.filter((site) => !off.includes(site) && !take.includes(site)), ...on];
  }
  return { was: { ...was }, now: { ...now } };
}
