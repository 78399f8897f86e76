import { randomUUID } from 'node:crypto';
import { suggestedSites } from '../../src/words/programmes.ts';
import { sites } from '../../src/words/sites.ts';
import type { Db } from '../connect.ts';
import { auditEvents, centreSites, centres, siteAccess, userProgrammes, users, workspaces } from '../schema/index.ts';
import { type SampleRow, samplePeople } from './people.ts';
import { makeSampleProgression } from './progression.ts';
import { makeSampleRequests } from './requests.ts';

/** The playground's workspace, as its adapter names it. */
export const playgroundWorkspace = 'playground';

/** Who one can be in the playground. */
export const cast = [
  { key: 'coordinator', name: 'Amina Rahman', email: 'amina.rahman@riverside.example', about: 'Coordinator' },
  { key: 'admin', name: 'Joseph Mwangi', email: 'joseph.mwangi@riverside.example', about: 'Admin' },
  {
    key: 'site-admin',
    name: 'Mei-Ling Chen',
    email: 'meiling.chen@riverside.example',
    about: 'Teacher, site admin of Test Maker',
  },
  { key: 'teacher', name: 'Ben Okafor', email: 'ben.okafor@riverside.example', about: 'Teacher' },
  { key: 'teacher-2', name: 'José Álvarez', email: 'jose.alvarez@riverside.example', about: 'Teacher' },
  { key: 'stranger', name: 'Sam Visitor', email: 'sam@elsewhere.example', about: 'A stranger, without an account' },
] as const;

/** An e-mail that another school's user has, to see what is said of it. */
export const usedElsewhere = 'grace.hill@hillside.example';

export const sampleName = 'Riverside International School';
export const sampleNumber = 'IN123';

const day = 24 * 3_600_000;

/**
 * Makes the sample centre, and a second school beside it that must never be seen from the first. Does nothing where it
 * is there already.
 */
export async function makeSampleCentre(db: Db, now: Date): Promise<void> {
  await db.transaction(async (tx) => {
    const [centre] = await tx
      .insert(centres)
      .values({
        name: sampleName,
        number: sampleNumber,
        supportContact: 'the IT help desk, helpdesk@riverside.example, room 12',
        timeZone: 'Asia/Kolkata',
      })
      .onConflictDoNothing()
      .returning();
    if (!centre) return;
    await tx.insert(centreSites).values(sites.map((site) => ({ centreId: centre.id, site })));
    await tx.insert(workspaces).values({
      centreId: centre.id,
      platform: 'playground',
      externalId: playgroundWorkspace,
      approvalsChannel: 'approvals',
    });
    const rows = samplePeople.map((p) => ({ ...p, id: randomUUID() }));
    await tx.insert(users).values(rows.map((p) => userOf(centre.id, p, now)));
    await tx.insert(siteAccess).values(rows.flatMap((p) => accessOf(centre.id, p)));
    await tx
      .insert(userProgrammes)
      .values(rows.flatMap((p) => p.programmes.map((programme) => ({ centreId: centre.id, userId: p.id, programme }))));
    await makeSampleProgression(tx as unknown as Db, centre.id, now);
    const amina = rows.find((r) => r.role === 'coordinator');
    await makeSampleRequests(tx as unknown as Db, centre.id, now);
    if (amina) await makeLeaver(tx as unknown as Db, centre.id, amina.id, now);
    await makeSecondSchool(tx as unknown as Db);
  });
}

/** Someone who left a month ago: of a deleted account only the trail still tells, by its id. */
async function makeLeaver(tx: Db, centreId: string, coordinatorId: string, now: Date): Promise<void> {
  const [leaver] = await tx.insert(users).values({ centreId, status: 'deleted' }).returning();
  if (!leaver) return;
  const at = new Date(now.getTime() - 30 * day);
  const common = { centreId, at, outcome: 'done', actorId: coordinatorId, targetId: leaver.id } as const;
  await tx
    .insert(auditEvents)
    .values([{ ...common, action: 'user.suspend', reason: 'left at the end of term', correlationId: randomUUID() }]);
}

type Row = SampleRow & { id: string };

function userOf(centreId: string, p: Row, now: Date) {
  const suspended = p.status === 'suspended';
  return {
    id: p.id,
    centreId,
    firstName: p.firstName,
    lastName: p.lastName,
    email: p.email,
    role: p.role,
    status: p.status,
    suspendedFrom: suspended ? ('active' as const) : null,
    suspendedAt: suspended ? new Date(now.getTime() - 30 * day) : null,
    lastSignedInAt: p.daysSinceSignIn === undefined ? null : new Date(now.getTime() - p.daysSinceSignIn * day),
  };
}

function accessOf(centreId: string, p: Row) {
  const suggested = sites.filter(
    (s) => p.programmes.some((x) => suggestedSites[x].includes(s)) || p.siteAdminOf.includes(s) || s === 'hub',
  );
  return suggested.map((site) => ({ centreId, userId: p.id, site, siteAdmin: p.siteAdminOf.includes(site) }));
}

async function makeSecondSchool(tx: Db): Promise<void> {
  const [centre] = await tx
    .insert(centres)
    .values({
      name: 'Hillside Academy',
      number: 'GB204',
      supportContact: 'office@hillside.example',
      timeZone: 'Europe/London',
    })
    .returning();
  if (!centre) return;
  await tx.insert(centreSites).values({ centreId: centre.id, site: 'hub' });
  const grace = { centreId: centre.id, firstName: 'Grace', lastName: 'Hill', email: usedElsewhere };
  const [user] = await tx
    .insert(users)
    .values({ ...grace, role: 'coordinator', status: 'active' })
    .returning();
  if (user) await tx.insert(siteAccess).values({ centreId: centre.id, userId: user.id, site: 'hub' });
}
