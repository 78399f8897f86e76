import { and, sql } from 'drizzle-orm';
import { userProgrammes, users } from '../../../db/schema/index.ts';
import { type Programme, programmes, suggest, suggestedSites } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import { readCentre } from '../centre/centre.ts';
import type { Tx } from '../context.ts';
import { idList } from '../ids.ts';
import { endSessions } from '../sign-in/end-sessions.ts';
import { maxExternalId } from './checks.ts';
import { asArray, callGroup, isOneOf, readGroups } from './groups.ts';
import { inCentre } from './member.ts';
import { changeAsDirectory, type Directory, type Expected, refuseOther } from './principal.ts';
import { DirectoryRefusal } from './refusal.ts';

/** A statement takes 65,535 values at most, and an event is about a dozen. */
const perStatement = 1_000;

/** Most members in one change: more than any school has teachers. */
const maxMembers = 10_000;

/** Who is to be in a group and who is not. With `others`, whoever is named by neither goes too. */
export interface GroupChange {
  /** What the directory calls it from now on; not given: as before. */
  externalId?: string | null;
  add: string[];
  remove: string[];
  others: 'stay' | 'go';
}

/**
 * Gives a programme to those who are added, with the sites that it suggests and the school is eligible for; takes it from
 * those who are removed, with the sites that came with it and that no other programme of theirs suggests. What a
 * coordinator gave by hand stays, and so does a site admin's own site.
 * Sets off `mark_users`: the sites that it concerns are brought up to date; `programmes_changed`, and `cancel_access_ends`.
 *
 * @throws DirectoryRefusal `members-many`, `member-unknown`, `external-id-long`, `version-other`
 */
export async function changeGroup(
  directory: Directory,
  group: Programme,
  change: GroupChange,
  expected?: Expected,
): Promise<void> {
  if (change.add.length + change.remove.length > maxMembers) {
    throw new DirectoryRefusal('members-many', { max: maxMembers });
  }
  await changeAsDirectory(directory, async (directory) => {
    const { centreId } = directory.actor;
    const now = await lockMembers(directory.db, centreId, group, change);
    if (expected) refuseOther(await versionNow(directory, group), expected);
    await callAnew(directory, group, change.externalId);
    const unknown = change.add.find((id) => !now.has(id.toLowerCase()));
    if (unknown !== undefined) throw new DirectoryRefusal('member-unknown', { id: unknown });
    const add = new Set(change.add.map((id) => id.toLowerCase()));
    const remove = new Set(change.remove.map((id) => id.toLowerCase()));
    const goes = (id: string) => !add.has(id) && (remove.has(id) || change.others === 'go');
    const given = [...add].filter((id) => now.get(id) === false);
    const taken = [...now].filter(([id, is]) => is && goes(id)).map(([id]) => id);
    const { sites } = await readCentre(directory.db, centreId);
    const gave = await addMembers(directory.db, centreId, group, given, suggest([group], sites));
    const took = await removeMembers(directory.db, group, taken);
    for (const id of await signedIn(directory.db, [...took.keys()])) {
      await endSessions(directory, id, { sites: took.get(id) });
    }
    const changed = [...given, ...taken];
    if (changed.length === 0) return;
    const programmesNow = await programmesOf(directory.db, changed);
    const events = changed.map((id) => {
      const [give, take] = [gave.get(id), took.get(id)];
      const details = { programmes: programmesNow.get(id) ?? [], ...(give && { give }), ...(take && { take }) };
      return { ...event(directory, 'user.edit', id), details };
    });
    for (let i = 0; i < events.length; i += perStatement) {
      await audit(directory, ...events.slice(i, i + perStatement));
    }
  });
}

async function versionNow(directory: Directory<Tx>, group: Programme): Promise<string> {
  const [now] = await readGroups(directory, isOneOf([group]));
  return now?.version ?? '';
}

async function callAnew(directory: Directory<Tx>, group: Programme, name: string | null | undefined): Promise<void> {
  if (name === undefined) return;
  if (name && [...name].length > maxExternalId) throw new DirectoryRefusal('external-id-long', { max: maxExternalId });
  if (!(await callGroup(directory, group, name || null))) return;
  await audit(directory, { ...event(directory, 'settings.change'), details: { changed: ['directoryGroups'] } });
}

/** Of a whole school only these few have anything to end. */
async function signedIn(tx: Tx, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await tx.execute<{ id: string }>(sql`
    select account_id as id from oidc_records where account_id = any(${asArray(ids)}::uuid[])
    union select user_id from site_sessions where user_id = any(${asArray(ids)}::uuid[])
  `);
  return rows.map((r) => r.id);
}

async function programmesOf(tx: Tx, ids: string[]): Promise<Map<string, Programme[]>> {
  const rows = await tx
    .select({ id: userProgrammes.userId, programmes: sql<Programme[]>`json_agg(${userProgrammes.programme})` })
    .from(userProgrammes)
    .where(sql`${userProgrammes.userId} = any(${asArray(ids)}::uuid[])`)
    .groupBy(userProgrammes.userId);
  return new Map(rows.map((r) => [r.id, r.programmes]));
}

/** Holds whoever is named, and where all others are to go, the members. @returns of each whether they are in the group now */
async function lockMembers(
  tx: Tx,
  centreId: string,
  group: Programme,
  { add, remove, others }: GroupChange,
): Promise<Map<string, boolean>> {
  const isMember = sql<boolean>`exists (
    select from ${userProgrammes} p where p.user_id = ${users.id} and p.programme = ${group}
  )`;
  const named = sql`${users.id} = any(${idList([...add, ...remove])})`;
  const found = await tx
    .select({ id: users.id, isMember })
    .from(users)
    .where(and(inCentre(centreId), others === 'go' ? sql`(${named} or ${isMember})` : named))
    .orderBy(users.id)
    .for('no key update');
  return new Map(found.map((u) => [u.id, u.isMember]));
}

async function addMembers(tx: Tx, centreId: string, group: Programme, ids: string[], sites: Site[]) {
  if (ids.length === 0) return new Map<string, Site[]>();
  await tx.execute(sql`
    insert into user_programmes (centre_id, user_id, programme)
    select ${centreId}::uuid, id, ${group} from unnest(${asArray(ids)}::uuid[]) id
    on conflict do nothing
  `);
  const { rows } = await tx.execute<{ id: string; site: Site }>(sql`
    insert into site_access (centre_id, user_id, site, from_directory)
    select ${centreId}::uuid, id, s, true
    from unnest(${asArray(ids)}::uuid[]) id, unnest(${asArray(sites)}::site[]) s
    on conflict do nothing
    returning user_id as id, site
  `);
  return bySite(rows);
}

async function removeMembers(tx: Tx, group: Programme, ids: string[]) {
  if (ids.length === 0) return new Map<string, Site[]>();
  await tx.execute(sql`
    delete from user_programmes where programme = ${group} and user_id = any(${asArray(ids)}::uuid[])
  `);
  const suggestions = programmes.flatMap((p) => suggestedSites[p].map((s) => ({ p, s })));
  const { rows } = await tx.execute<{ id: string; site: Site }>(sql`
    with suggestions as (
      select * from jsonb_to_recordset(${JSON.stringify(suggestions)}::jsonb) as r(p programme, s site)
    )
    delete from site_access a
    where a.user_id = any(${asArray(ids)}::uuid[]) and a.from_directory and not a.site_admin
      and a.site = any(${asArray(suggestedSites[group])}::site[])
      and not exists (
        select from user_programmes o join suggestions on p = o.programme where o.user_id = a.user_id and s = a.site
      )
    returning user_id as id, site
  `);
  return bySite(rows);
}

function bySite(rows: { id: string; site: Site }[]): Map<string, Site[]> {
  const sites = new Map<string, Site[]>();
  for (const { id, site } of rows) sites.set(id, [...(sites.get(id) ?? []), site]);
  return sites;
}
