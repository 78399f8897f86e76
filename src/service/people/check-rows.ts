import { eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { centres, users } from '../../../db/schema/index.ts';
import { mapInTurns } from '../../lib/turns.ts';
import { foldEmail } from '../../words/email.ts';
import type { Role, Status } from '../../words/people.ts';
import { type Programme, suggest } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import { centreColumns } from '../centre/centre.ts';
import type { Ctx, Db, Principal } from '../context.ts';
import { Refusal } from '../errors.ts';
import { anyOfTexts, textList } from '../ids.ts';
import { may } from '../policy.ts';
import { isDone, markOf } from '../use-case.ts';
import { fullNameOf } from './columns.ts';
import { checkEmail, checkName, checkSites, sanitizeEmail, sanitizeNames } from './details.ts';

/** One person to add. */
export interface NewPerson {
  firstName: string;
  lastName: string;
  email: string;
  role: Role;
  programmes: Programme[];
  /** Nothing, where nobody chose: then those that the programmes suggest. */
  sites?: Site[];
  siteAdminOf: Site[];
}

export interface CheckedRow {
  person: NewPerson & { sites: Site[] };
  /** What stands in the way, the field of each named within the row; empty when the row can be added. */
  refusals: Refusal[];
}

/**
 * Looks at every row as `add` would, in one query however many rows there are.
 *
 * @returns a verdict for each row, in their order; of rows with the same e-mail the first of those that are good otherwise may be added
 */
export async function checkRows(ctx: Ctx<Db>, rows: NewPerson[]): Promise<CheckedRow[]> {
  return (await lookAtRows(ctx, rows)).checked;
}

/** The same, and whether the request was done already, as it was at the same moment. */
export async function lookAtRows(
  ctx: Ctx<Db>,
  rows: NewPerson[],
): Promise<{ checked: CheckedRow[]; wasDone: boolean }> {
  const people = await mapInTurns(rows, (row) => ({
    ...row,
    ...sanitizeNames(row),
    email: sanitizeEmail(row.email),
  }));
  const { emails, wasDone, ...centre } = await lookUp(
    ctx,
    people.map((p) => p.email),
  );
  const seen = new Set<string>();
  const checked = await mapInTurns(people, (given, i) => {
    const person = { ...given, sites: given.sites ?? suggest(given.programmes, centre.sites) };
    const { key = '', by } = emails[i] ?? {};
    const emailRefusal =
      checkEmail(person.email) ?? (seen.has(key) ? new Refusal('email-twice', {}, 'email') : inUseRefusal(ctx, by));
    const refusals = [
      checkName('first', person.firstName),
      checkName('last', person.lastName),
      emailRefusal,
      checkSites(person.sites, person.siteAdminOf, centre.sites),
      checkRights(ctx, person),
    ].filter((r) => r !== undefined);
    if (refusals.length === 0) seen.add(key);
    return { person, refusals };
  });
  return { checked, wasDone };
}

/** An admin adds teachers; who gives rights must have the right to. */
function checkRights(ctx: Ctx<Db>, person: NewPerson): Refusal | undefined {
  const nobodyYet = { id: '', centreId: ctx.actor.centreId, role: person.role };
  if (!may(ctx.actor, 'user.add', nobodyYet)) return new Refusal('not-allowed', {}, 'role');
  if (person.role !== 'teacher' && !may(ctx.actor, 'user.role', nobodyYet))
    return new Refusal('not-allowed', {}, 'role');
  if (person.siteAdminOf.length > 0 && !may(ctx.actor, 'site.admin', nobodyYet)) {
    return new Refusal('not-allowed', {}, 'siteAdminOf');
  }
}

interface InUse {
  centreId: string;
  userId: string;
  name: string;
  status: Status;
}

/**
 * Who uses these e-mails, anywhere. Asked by a list of values, for which the index of e-mails is read however few users there are;
 * joined with rows of unknown number, the users of all schools were.
 *
 * @returns for each, in their order, who if anyone, and a key that two have in common when the database takes them for
 *   the same
 */
export async function emailsInUse(db: Db, emails: string[]): Promise<{ key: string; by: InUse | undefined }[]> {
  if (emails.length === 0) return [];
  const keys = emails.map(foldEmail);
  const { rows } = await db.execute<Found>(owning(textList(keys)));
  return inOrder(keys, rows);
}

type Found = Pick<InUse, keyof InUse> & { key: string };

const owner = alias(users, 'u');

const owning = (keys: SQLWrapper): SQL => sql`
  select ${foldedEmail(sql`u.email`)} as key, u.centre_id as "centreId", u.id as "userId", u.status, ${fullNameOf(owner)} as name
  from ${users} u where ${foldedEmail(sql`u.email`)} = ${anyOfTexts(keys)}`;

function inOrder(keys: string[], found: Found[]): { key: string; by: InUse | undefined }[] {
  const owners = new Map<string, InUse>(found.map(({ key, ...by }) => [key, by]));
  return keys.map((key) => ({ key, by: owners.get(key) }));
}

/** The same beside the centre, and whether the request was done already. */
async function lookUp(ctx: Ctx<Db>, emails: string[]) {
  const { centreId } = ctx.actor;
  const keys = emails.map(foldEmail);
  const [found] = await readAll(ctx.db, { centreId, keys, mark: markOf(ctx) });
  if (!found) throw new Error(`no centre ${centreId}`);
  return { ...found, emails: inOrder(keys, found.owners) };
}

const readAll = prebuilt(
  (db, { centreId, keys, mark }: Values<{ centreId: string; keys: string[]; mark: string | null }>) =>
    db
      .select({
        ...centreColumns,
        wasDone: isDone(mark),
        owners: sql<Found[]>`(select coalesce(json_agg(to_json(o)), '[]') from (${owning(keys)}) o)`,
      })
      .from(centres)
      .where(eq(centres.id, centreId)),
);

/** Of an account at another centre nothing is said but that the e-mail is in use. */
export function inUseRefusal(ctx: Ctx<Db, Principal>, by: InUse | undefined): Refusal | undefined {
  if (!by) return undefined;
  if (by.centreId !== ctx.actor.centreId) return new Refusal('email-in-use', {}, 'email');
  return new Refusal('email-in-use-here', { userId: by.userId, name: by.name, status: by.status }, 'email');
}
