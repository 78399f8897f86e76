import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { chatIdentities, chatReferences, workspaces } from '../../../db/schema/index.ts';
import { announce, announceAll, type Change } from '../changes.ts';
import type { App, Tx } from '../context.ts';
import { isOneOf } from '../ids.ts';
import { type Purge, purgeOldest } from '../purge.ts';
import { inTransaction } from '../transaction.ts';
import type { ChatPerson } from './identify.ts';
import { showWaiting } from './organisation.ts';

type Platform = ChatPerson['platform'];

/** A person as references name them: goes by the platform's id, and with the account. */
const personPeer = (externalId: string) => `person:${externalId}`;

const where = (platform: Platform, workspace: string, peer: string) =>
  and(eq(chatReferences.platform, platform), eq(chatReferences.externalId, workspace), eq(chatReferences.peer, peer));

/**
 * Keeps how a person or a channel is written to; the newest counts. What waits is shown where it could not be until now.
 *
 * @param peer `person:<the platform's id>` for a person; for all else whatever the platform's adapter calls it
 * @param content the adapter's own: any JSON value
 */
export async function saveReference(
  app: App,
  platform: Platform,
  workspace: string,
  peer: string,
  content: unknown,
): Promise<void> {
  const fresh = { content, seenAt: app.clock() };
  await inTransaction(app, async ({ db }) => {
    const [kept] = await db
      .insert(chatReferences)
      .values({ platform, externalId: workspace, peer, ...fresh })
      .onConflictDoUpdate({
        target: [chatReferences.platform, chatReferences.externalId, chatReferences.peer],
        set: fresh,
      })
      .returning({ isNew: sql<boolean>`xmax = 0` });
    if (kept?.isNew) await showWaiting(db, platform, workspace);
    await announceReference(db, platform, workspace, peer);
  });
}

export async function findReference(app: App, platform: Platform, workspace: string, peer: string): Promise<unknown> {
  const [row] = await app.db
    .select({ content: chatReferences.content })
    .from(chatReferences)
    .where(where(platform, workspace, peer));
  return row?.content;
}

export async function forgetReference(app: App, platform: Platform, workspace: string, peer: string): Promise<void> {
  await inTransaction(app, ({ db }) => remove(db, platform, workspace, peer));
}

async function remove(tx: Tx, platform: Platform, workspace: string, peer: string): Promise<void> {
  await tx.delete(chatReferences).where(where(platform, workspace, peer));
  await announceReference(tx, platform, workspace, peer);
}

const announceReference = (tx: Tx, ...reference: Parameters<typeof change>) => announce(tx, change(...reference));

const change = (platform: Platform, workspace: string, peer: string): Change => ({
  kind: 'references',
  platform,
  key: `${workspace} ${peer}`,
});

/** Forgets how anyone, and any channel, is written to in a workspace. */
export async function forgetReferencesIn(tx: Tx, platform: Platform, workspace: string): Promise<void> {
  const forgotten = await tx
    .delete(chatReferences)
    .where(and(eq(chatReferences.platform, platform), eq(chatReferences.externalId, workspace)))
    .returning({ peer: chatReferences.peer });
  for (const { peer } of forgotten) await announceReference(tx, platform, workspace, peer);
}

/** Forgets how these users are written to, in the caller's transaction, while it is known who they are in chat. */
export async function forgetReferencesOf(tx: Tx, userIds: string[]): Promise<void> {
  const theirs = sql`${chatReferences.platform} = ${workspaces.platform} and ${chatReferences.externalId} = ${workspaces.externalId}
    and ${chatReferences.peer} = ${personPeer('')} || ${chatIdentities.externalId}`;
  const known = and(eq(workspaces.id, chatIdentities.workspaceId), isOneOf(chatIdentities.userId, userIds));
  const found = await tx
    .select({
      platform: workspaces.platform,
      workspace: sql<string>`${workspaces.externalId}`,
      person: chatIdentities.externalId,
    })
    .from(chatIdentities)
    .innerJoin(workspaces, known)
    .where(isNotNull(workspaces.externalId));
  if (found.length === 0) return;
  await tx.execute(sql`
    delete from ${chatReferences} using ${chatIdentities}, ${workspaces} where ${known} and ${theirs}`);
  await announceAll(
    tx,
    found.map(({ platform, workspace, person }) => change(platform, workspace, personPeer(person))),
  );
}

/** Forgets what leads nowhere: people whom no account belongs to, and workspaces that no school does. @param before when it was seen last */
export function purgeReferences(app: App, before: Date): Purge {
  const { peer } = chatReferences;
  const person = sql`substr(${peer}, ${personPeer('').length + 1})`;
  const leadsTo = sql`
    select 1 from ${workspaces} w
    where w.platform = ${chatReferences.platform} and w.external_id = ${chatReferences.externalId}
      and (not starts_with(${peer}, ${personPeer('')})
        or exists (select from ${chatIdentities} i where i.workspace_id = w.id and i.external_id = ${person}))`;
  return purgeOldest(app, {
    table: chatReferences,
    by: chatReferences.seenAt,
    before,
    which: sql`(${leadsTo}) is null`,
  });
}
