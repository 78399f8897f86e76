import type { Db } from '../../../db/connect.ts';
import { withEnds } from '../../kit/ends.ts';
import { addUser } from '../../kit/people.ts';
import { aCopy, databaseKeys, sampleDatabase, startBare, startProgram } from './sides.ts';
import { type LightTeams, lightTeams } from './teams-light.ts';

/** `npm start` in a process of its own, with the sample centre, beside it a teams-ai bot that answers “ok”, and a bare HTTP server. */
export interface Sides {
  teams: LightTeams;
  /** Where activities are posted to. */
  port: { ours: number; teamsAi: number; http: number };
  pid: number;
  stop(): Promise<void>;
}

/** More than wait for an answer at any time: each has a chat of their own, in which it is known what was answered to what. */
const manyPeople = 64;

/** What the program is started with to talk to a light Teams. */
export const teamsKeys = ({ appId, tenant, trustUrl }: LightTeams) => ({
  TEAMS_APP_ID: appId,
  TEAMS_APP_PASSWORD: 'a-secret-of-the-app',
  TEAMS_TENANT_ID: tenant,
  TEAMS_TRUST_URL: trustUrl,
});

/** Starts all. */
export function startSides(): Promise<Sides> {
  return withEnds(async (ends) => {
    const teams = await lightTeams(
      Array.from({ length: manyPeople }, (_, i) => ({
        name: `Person Zz${i}`,
        email: `person.zz${i}@riverside.example`,
      })),
    );
    ends.push(() => teams.close());
    const databaseUrl = await sampleDatabase([{ platform: 'teams', externalId: teams.tenant }], (db, centreId) =>
      addPeople(db, centreId, teams),
    );
    const keys = { ...databaseKeys(databaseUrl), ...teamsKeys(teams) };
    const { port, pid } = await startProgram(await aCopy(ends), keys, ends);
    const { appId, tenant, trustUrl } = teams;
    const teamsAi = await startBare('./teams-bare.ts', { APP_ID: appId, TENANT: tenant, TRUST_URL: trustUrl }, ends);
    const http = await startBare('./http-bare.js', {}, ends);
    return { teams, port: { ours: port, teamsAi: teamsAi.port, http: http.port }, pid };
  });
}

async function addPeople(db: Db, centreId: string, { people }: LightTeams): Promise<void> {
  for (const { name, email } of people) {
    const [firstName, lastName] = name.split(' ');
    await addUser(db, centreId, { firstName, lastName, email, role: 'coordinator' });
  }
}
