import { eq, type SQLWrapper } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { siteConnections } from '../../../db/schema/index.ts';
import type { App, Db } from '../context.ts';
import { seal, unseal } from '../sealed.ts';

/** How a centre's account of a site is reached; what is secret in it is looked up by {@link secretOf} and {@link scimAuthOf}. */
export type SealedConnection = typeof siteConnections.$inferSelect;

/** The same without what is secret. */
export type Connection = Omit<SealedConnection, 'sealedSecret' | 'sealedScimAuth'>;

/** What shows a site's SCIM service that it is us. */
export type ScimAuth = { bearer: string } | { tokenUrl: string; clientId: string; clientSecret: string };

const purposes = { secret: 'site-client', scim: 'site-scim' } as const;

export async function findConnection(db: Db, id: string): Promise<SealedConnection | undefined> {
  const [row] = await db.select().from(siteConnections).where(eq(siteConnections.id, id));
  return row;
}

export async function findByClient(db: Db, clientId: string): Promise<SealedConnection | undefined> {
  const [row] = await byClient(db, { clientId });
  return row;
}

const byClient = prebuilt((db, { clientId }: Values<{ clientId: string }>) => selectByClient(db, clientId));

/** The same; to be read with others. */
export const selectByClient = (db: Db, clientId: SQLWrapper) =>
  db.select().from(siteConnections).where(eq(siteConnections.clientId, clientId));

/** The secret by which the site shows, as a client, that it is itself; nothing where it has none. */
export const secretOf = (app: App<Db>, { id, sealedSecret }: SealedConnection): string | undefined =>
  sealedSecret ? unseal(app, purposes.secret, id, sealedSecret) : undefined;

export const sealSecret = (app: App<Db>, id: string, secret: string): Buffer => seal(app, purposes.secret, id, secret);

/** @throws Error where the connection has no SCIM service */
export function scimAuthOf(app: App<Db>, { id, sealedScimAuth }: SealedConnection): ScimAuth {
  if (!sealedScimAuth) throw new Error('this site is not kept in step');
  return JSON.parse(unseal(app, purposes.scim, id, sealedScimAuth)) as ScimAuth;
}

export const sealScimAuth = (app: App<Db>, id: string, auth: ScimAuth): Buffer =>
  seal(app, purposes.scim, id, JSON.stringify(auth));
