import { and, eq } from 'drizzle-orm';
import type { Db } from '../../db/connect.ts';
import { requests } from '../../db/schema/index.ts';
import { withEnds } from '../kit/ends.ts';
import { addUser } from '../kit/people.ts';
import { sampleDatabase, startBare, startProgram } from './sides.ts';
import { type LightTeams, lightTeams } from './teams-light.ts';

/** `npm start` in a process of its own, with the sample centre, and beside it a teams-ai bot that answers “ok”. */
export interface Sides {
  teams: LightTeams;
  /** Where activities are posted to. */
  port: { ours: number; bare: number };
  /** A request that waits to be decided. */
  request: string;
  stop(): Promise<void>;
}

/** More than wait for an answer at any time: each has a chat of their own, in which it is known what was answered to what. */
const manyPeople = 64;

/** Starts both. */
export function startSides(): Promise<Sides> {
  return withEnds(async (ends) => {
    const teams = await lightTeams(
      Array.from({ length: manyPeople }, (_, i) => ({
        name: `Person Zz${i}`,
        email: `person.zz${i}@riverside.example`,
      })),
    );
    ends.push(() => teams.close());
    const { appId, tenant, trustUrl } = teams;
    let request = '';
    const databaseUrl = await sampleDatabase({ platform: 'teams', externalId: tenant }, ends, async (db, centreId) => {
      await addPeople(db, centreId, teams);
      request = await waitingIn(db, centreId);
    });
    const keys = {
      TEAMS_APP_ID: appId,
      TEAMS_APP_PASSWORD: 'a-secret-of-the-app',
      TEAMS_TENANT_ID: tenant,
      TEAMS_TRUST_URL: trustUrl,
    };
    const ours = await startProgram(databaseUrl, keys, ends);
    const bare = await startBare('./teams-bare.ts', { APP_ID: appId, TENANT: tenant, TRUST_URL: trustUrl }, ends);
    return { teams, port: { ours, bare }, request };
  });
}

async function addPeople(db: Db, centreId: string, { people }: LightTeams): Promise<void> {
  for (const { name, email } of people) {
    const [firstName, lastName] = name.split(' ');
    await addUser(db, centreId, { firstName, lastName, email, role: 'coordinator' });
  }
}

async function waitingIn(db: Db, centreId: string): Promise<string> {
  const waits = and(eq(requests.centreId, centreId), eq(requests.status, 'pending'));
  const [request] = await db.select().from(requests).where(waits).orderBy(requests.createdAt).limit(1);
  if (!request) throw new Error('no request waits in the sample centre');
  return request.id;
}
