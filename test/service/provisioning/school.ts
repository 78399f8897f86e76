import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { provisioning, siteConnections } from '../../../db/schema/index.ts';
import type { App } from '../../../src/service/context.ts';
import type { Pace } from '../../../src/service/provisioning/pace.ts';
import { markAll } from '../../../src/service/provisioning/site-health.ts';
import { type ScimAuth, sealScimAuth } from '../../../src/service/sites/connection.ts';
import type { Site } from '../../../src/words/sites.ts';

/** As in earnest, but quicker. */
export const quickPace: Pace = {
  lanes: 8,
  requestMs: 400,
  lostMs: 500,
  firstMs: 20,
  maxMs: 150,
  refusedMs: 60_000,
  turnMs: 4_000,
};

/** The same, on a machine that may be busy with something else. */
export const patientPace: Pace = { ...quickPace, requestMs: 20_000, turnMs: 60_000 };

/** Connects a school's account of a site to a SCIM service. */
export async function connectSite(
  app: App,
  centreId: string,
  site: Site,
  scimUrl: string,
  auth: ScimAuth = { bearer: `token-of-${scimUrl.split('/').at(-2)}` },
): Promise<string> {
  const id = randomUUID();
  const at = app.clock();
  await app.db.transaction(async (tx) => {
    await tx.insert(siteConnections).values({
      id,
      centreId,
      site,
      clientId: id,
      scimUrl,
      sealedScimAuth: sealScimAuth(app, id, auth),
      createdAt: at,
      changedAt: at,
    });
    await markAll(tx, id);
  });
  return id;
}

export async function rowOf(app: App, connectionId: string, userId: string) {
  const [row] = await app.db
    .select()
    .from(provisioning)
    .where(and(eq(provisioning.connectionId, connectionId), eq(provisioning.userId, userId)));
  return row;
}

/** How many users a site is behind with. */
export const waitingAt = (app: App, connectionId: string) =>
  app.db.$count(provisioning, and(eq(provisioning.connectionId, connectionId), sql`done < version`));
