import { type SQL, sql } from 'drizzle-orm';
import { peopleChanges } from '../../../../db/schema/index.ts';
import { addDays } from '../../../lib/time.ts';
import { type AuditEntry, event } from '../../audit/event.ts';
import type { Ctx, Tx } from '../../context.ts';
import { keepPlans } from '../../scheduled/keep.ts';
import { endSessionsOnSites } from '../../sign-in/end-sessions.ts';
import { type Written, writeChanges } from '../write-changes.ts';
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
  const events = changes.flatMap((change) => eventsOf(ctx, change, kept === undefined));
  await writeChanges(ctx, changes.map(written), events, kept && { kept: keep(ctx, changes, kept) });
  await endAccessAgain(ctx, changes);
  await endSessionsOnSites(
    ctx,
    ctx.actor.centreId,
    changes.map(({ person, take }) => ({ userId: person.id, sites: take })),
  );
  await changeEmails(ctx, changes);
}

const written = ({ person: { id }, email, marks, take, ...rest }: Change): Written => ({
  ...rest,
  ...{ id, take },
  email: email && countsAtOnce(email) ? email.to : undefined,
  marks: marks.filter(({ site }) => !take.includes(site)),
});

/** The part of the statement that keeps what was before. */
function keep({ actor, clock }: Ctx<Tx>, changes: Change[], { changeId }: Kept): SQL {
  const rows = changes.map((change) => ({ id: change.person.id, ...wasAndNow(change) }));
  return sql`
    insert into ${peopleChanges} (change_id, centre_id, user_id, was, now, at)
    select ${changeId}::uuid, ${actor.centreId}::uuid, r.id, r.was, r.now, ${clock().toISOString()}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id uuid, was jsonb, now jsonb)`;
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
function eventsOf(ctx: Ctx<Tx>, change: Change, isUndo: boolean): AuditEntry[] {
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
