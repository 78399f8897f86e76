import { randomUUID } from 'node:crypto';
import { inArray } from 'drizzle-orm';
import { sites } from '../../src/words/sites.ts';
import type { Db, Tx } from '../connect.ts';
import { auditEvents, centreSites, centres, chatIdentities, siteAccess, users, workspaces } from '../schema/index.ts';
import { makeSamplePeople } from './people.ts';
import { makeSampleProgression } from './progression.ts';
import { makeSampleRequests } from './requests.ts';
import { makeSampleVisits } from './visits.ts';

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
        // So that one can try the sites without a telephone at hand.
        secondFactor: 'nobody',
        number: sampleNumber,
        supportContact: 'the IT help desk, helpdesk@riverside.example, room 12',
        timeZone: 'Asia/Kolkata',
      })
      .onConflictDoNothing()
      .returning();
    if (!centre) return;
    await tx.insert(centreSites).values(sites.map((site) => ({ centreId: centre.id, site })));
    const workspace = {
      platform: 'playground',
      externalId: playgroundWorkspace,
      approvalsChannel: 'approvals',
    } as const;
    const [playground] = await tx
      .insert(workspaces)
      .values({ centreId: centre.id, ...workspace })
      .returning();
    const coordinatorId = await makeSamplePeople(tx, centre.id, now);
    await makeSampleVisits(tx, centre.id, now);
    if (playground) await tieCast(tx, playground);
    await makeSampleProgression(tx, centre.id, now);
    // In order of time, as the trail has it.
    await makeLeaver(tx, centre.id, coordinatorId, now);
    await makeSampleRequests(tx, centre.id, now);
    await makeSecondSchool(tx);
  });
}

/** Whoever one can be in the playground has been there before: nobody is to be told of it by mail. */
async function tieCast(tx: Tx, { id: workspaceId, centreId }: typeof workspaces.$inferSelect): Promise<void> {
  const emails = cast.map(({ email }) => email);
  const known = await tx
    .select({ userId: users.id, email: users.email })
    .from(users)
    .where(inArray(users.email, emails));
  await tx.insert(chatIdentities).values(
    known.flatMap(({ userId, email }) => {
      const externalId = cast.find((each) => each.email === email)?.key;
      return externalId ? [{ workspaceId, centreId, externalId, userId }] : [];
    }),
  );
}

/** Someone who left a month ago: of a deleted account only the trail still tells, by its id. */
async function makeLeaver(tx: Tx, centreId: string, coordinatorId: string | undefined, now: Date): Promise<void> {
  const targetId = randomUUID();
  await tx.insert(users).values({ id: targetId, centreId, status: 'deleted' });
  await tx.insert(auditEvents).values({
    centreId,
    at: new Date(now.getTime() - 30 * day),
    action: 'user.suspend',
    outcome: 'done',
    actorId: coordinatorId,
    targetId,
    reason: 'left at the end of term',
    correlationId: randomUUID(),
  });
}

async function makeSecondSchool(tx: Tx): Promise<void> {
  const [centreId, userId] = [randomUUID(), randomUUID()];
  const school = { name: 'Hillside Academy', number: 'GB204', supportContact: 'office@hillside.example' };
  await tx.insert(centres).values({ id: centreId, ...school, timeZone: 'Europe/London' });
  await tx.insert(centreSites).values({ centreId, site: 'hub' });
  const grace = { firstName: 'Grace', lastName: 'Hill', email: usedElsewhere };
  await tx.insert(users).values({ id: userId, centreId, ...grace, role: 'coordinator', status: 'active' });
  await tx.insert(siteAccess).values({ centreId, userId, site: 'hub' });
}
