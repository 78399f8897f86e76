import { and, eq, lte } from 'drizzle-orm';
import { installations } from '../../../db/schema/index.ts';
import { announce } from '../changes.ts';
import type { App, Db } from '../context.ts';
import { seal, unseal } from '../sealed.ts';
import { inTransaction } from '../transaction.ts';
import type { ChatPerson } from './identify.ts';
import { showWaiting } from './organisation.ts';

type Platform = ChatPerson['platform'];

const purpose = 'installation';

/** A workspace's keys open in its own row alone. */
export const placeOfInstallation = (platform: string, id: string) => `${platform}:${id}`;

const where = (platform: Platform, id: string) =>
  and(eq(installations.platform, platform), eq(installations.externalId, id));

/**
 * Keeps what a platform gave when it installed us in a workspace; the newest counts. What waited there meanwhile is shown.
 *
 * @param id the platform's id of the workspace, or of the organisation that holds several
 * @param content the platform's own, tokens and all: it is sealed
 */
export async function saveInstallation(app: App, platform: Platform, id: string, content: string): Promise<void> {
  const fresh = { sealed: seal(app, purpose, placeOfInstallation(platform, id), content), installedAt: app.clock() };
  await inTransaction(app, async ({ db }) => {
    await db
      .insert(installations)
      .values({ platform, externalId: id, ...fresh })
      .onConflictDoUpdate({ target: [installations.platform, installations.externalId], set: fresh });
    await announce(db, { kind: 'installations', platform, key: id });
    await showWaiting(db, platform, id);
  });
}

/** @throws Error with a sentence, where it was sealed with another secret key */
export async function findInstallation(app: App<Db>, platform: Platform, id: string): Promise<string | undefined> {
  const [row] = await app.db.select().from(installations).where(where(platform, id));
  return row && unseal(app, purpose, placeOfInstallation(platform, id), row.sealed);
}

/** The platform's ids of all workspaces and organisations that have installed us. */
export async function installedIn({ db }: App<Db>, platform: Platform): Promise<string[]> {
  const found = await db
    .select({ id: installations.externalId })
    .from(installations)
    .where(eq(installations.platform, platform));
  return found.map(({ id }) => id);
}

/**
 * Forgets it: the workspace has removed us. That the workspace belongs to its centre stays.
 *
 * @param before when it was removed: a newer install stays, for a platform may tell of a removal late
 */
export async function removeInstallation(app: App, platform: Platform, id: string, before: Date): Promise<void> {
  await inTransaction(app, async ({ db }) => {
    await db.delete(installations).where(and(where(platform, id), lte(installations.installedAt, before)));
    await announce(db, { kind: 'installations', platform, key: id });
  });
}
