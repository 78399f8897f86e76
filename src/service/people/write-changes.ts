import { type SQL, sql } from 'drizzle-orm';
import type { Role } from '../../words/people.ts';
import type { Programme } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import { type AuditEntry, addEvents, eventRows } from '../audit/event.ts';
import type { Ctx, Tx } from '../context.ts';

/** What is written of someone; what is not said stays. */
export interface Written {
  id: string;
  firstName?: string | undefined;
  lastName?: string | undefined;
  role?: Role | undefined;
  /** One that counts at once. */
  email?: string | undefined;
  programmes?: Programme[] | undefined;
  give: Site[];
  take: Site[];
  /** Site admin marks that are given or taken, on sites that they keep or are given. */
  marks?: { site: Site; on: boolean }[];
}

/**
 * Writes what is different about people, whose rows are held, and what the trail says of it, in one statement: its parts are those of which
 * there is something to write.
 * Sets off `mark_users`, `mark_site_admins`: the sites that it concerns are brought up to date; `programmes_changed`, `cancel_access_ends`;
 * and `await_seal`.
 *
 * @param beside more parts, by their names
 */
export async function writeChanges(
  ctx: Ctx<Tx>,
  changes: Written[],
  events: AuditEntry[],
  beside: Record<string, SQL> = {},
): Promise<void> {
  const { centreId } = ctx.actor;
  const parts = {
    ...details(centreId, changes),
    ...programmes(centreId, changes),
    ...access(centreId, changes),
    ...beside,
  };
  const ctes = Object.entries(parts).map(([name, part]) => sql`${sql.identifier(name)} as (${part})`);
  const withParts = ctes.length > 0 ? sql`with ${sql.join(ctes, sql`, `)} ` : sql``;
  await ctx.db.execute(sql`${withParts}${addEvents(sql`${eventRows(ctx, events)}`)}`);
}

const json = (rows: object[]): SQL => sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)`;

/** Names, roles, and e-mails. */
function details(centreId: string, changes: Written[]): Record<string, SQL> {
  const rows = changes.flatMap(({ id, firstName, lastName, role, email }) => {
    const given = { first_name: firstName, last_name: lastName, role, email };
    return Object.values(given).some((value) => value !== undefined) ? [{ id, ...given }] : [];
  });
  if (rows.length === 0) return {};
  return {
    details: sql`
      update users u set
        first_name = coalesce(r.first_name, u.first_name),
        last_name = coalesce(r.last_name, u.last_name),
        role = coalesce(r.role, u.role),
        email = coalesce(r.email, u.email),
        mail_problem = case when r.email is null then u.mail_problem end
      from ${json(rows)} as r(id uuid, first_name text, last_name text, role role, email text)
      where u.id = r.id and u.centre_id = ${centreId}`,
  };
}

function programmes(centreId: string, changes: Written[]): Record<string, SQL> {
  const rows = changes.flatMap(({ id, programmes }) => (programmes ? [{ id, programmes }] : []));
  if (rows.length === 0) return {};
  const given = sql`${json(rows)} as r(id uuid, programmes programme[])`;
  return {
    dropped: sql`delete from user_programmes p using ${given} where p.user_id = r.id and p.programme <> all (r.programmes)`,
    added: sql`
      insert into user_programmes (centre_id, user_id, programme)
      select distinct ${centreId}::uuid, r.id, one from ${given}, unnest(r.programmes) one
      on conflict do nothing`,
  };
}

/** The parts of a statement do not see each other: a mark on what is given comes with it. */
function access(centreId: string, changes: Written[]): Record<string, SQL> {
  const taken = changes.flatMap(({ id, take }) => take.map((site) => ({ id, site })));
  const given = changes.flatMap(({ id, give, marks = [] }) =>
    give.map((site) => ({ id, site, on: marks.some((mark) => mark.site === site && mark.on) })),
  );
  const marked = changes.flatMap(({ id, give, marks = [] }) =>
    marks.filter(({ site }) => !give.includes(site)).map((mark) => ({ id, ...mark })),
  );
  const rows = (rows: object[]) => sql`${json(rows)} as r(id uuid, site site, "on" boolean)`;
  return {
    ...(taken.length > 0 && {
      taken: sql`delete from site_access a using ${rows(taken)} where a.user_id = r.id and a.site = r.site`,
    }),
    ...(given.length > 0 && {
      given: sql`
        insert into site_access (centre_id, user_id, site, site_admin)
        select ${centreId}::uuid, r.id, r.site, r."on" from ${rows(given)}
        on conflict do nothing`,
    }),
    ...(marked.length > 0 && {
      marked: sql`update site_access a set site_admin = r."on" from ${rows(marked)} where a.user_id = r.id and a.site = r.site`,
    }),
  };
}
