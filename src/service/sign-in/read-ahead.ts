import { eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { gathered } from '../../../db/gathered.ts';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { centres, oidcRecords, siteConnections } from '../../../db/schema/index.ts';
import type { App, Db } from '../context.ts';
import { selectByClient } from '../sites/connection.ts';
import { selectVisitor, type Visitor, visitorFrom } from './entry.ts';
import { foldedOf, type Known, knownFrom, selectByEmail } from './find-by-email.ts';
import { pageCentreColumns, type SiteOfCentre, selectSite } from './page-names.ts';
import { hashId, opened, type Payload, selectByUid, selectRecord } from './records.ts';
import { clientFrom, isSite, type SiteClient } from './site-client.ts';

/**
 * What a step of a sign-in asks for, one thing after the other and each by what the one before says: here in one statement. It is
 * only read; who asks looks at it as at what they would have read.
 */

/** What a record names, in the statement that reads it. */
const namedBy = (model: SQL, idHash: SQLWrapper, column: 'account_id' | 'client_id' | 'grant_hash' | 'uid_hash'): SQL =>
  sql`(select r.${sql.identifier(column)} from ${oidcRecords} r where r.model = ${model} and r.id_hash = ${idHash})`;

const interaction = sql`'Interaction'`;
const code = sql`'AuthorizationCode'`;

/**
 * A sign-in that is under way, and the site that it leads to, for a page on the way.
 *
 * @param email that was typed there, without white space around it: then it is read with them whose it is
 */
export async function readUnderWay(
  app: App,
  uid: string,
  email?: string,
): Promise<{ interaction: Payload | undefined; site: SiteOfCentre | undefined; known?: Known }> {
  const of = { idHash: hashId(uid), now: app.clock() };
  const from = ({ record: [record], site: [site] }: Awaited<ReturnType<typeof underWay>>) => ({
    interaction: record && opened(app, record),
    site,
  });
  if (email === undefined) return from(await underWay(app.db, of));
  const folded = foldedOf(email);
  const found = await underWayBy(app.db, { ...of, folded });
  return { ...from(found), known: knownFrom(found.known[0], folded, of.now) };
}

type UnderWayOf = Values<{ idHash: Buffer; now: Date }>;

const selectUnderWay = (db: Db, { idHash, now }: UnderWayOf) => ({
  record: selectRecord(db, { model: interaction, idHash, now }),
  site: selectSite(db, namedBy(interaction, idHash, 'client_id')),
});

const underWay = gathered((db, of: UnderWayOf) => selectUnderWay(db, of));

const underWayBy = gathered((db, of: UnderWayOf & Values<{ folded: string }>) => ({
  ...selectUnderWay(db, { idHash: of.idHash, now: of.now }),
  known: selectByEmail(db, of.folded),
}));

/** A site as a client, and as a page names it on which someone signs in to it. */
export async function readClientWithSite(
  app: App,
  clientId: string,
): Promise<{ client: SiteClient | undefined; site?: SiteOfCentre }> {
  if (!isSite(clientId)) return { client: clientFrom(app, clientId, undefined) };
  const [found] = await clientWithSite(app.db, { clientId });
  if (!found) return { client: undefined };
  const { connection, centre } = found;
  const { site, homeUrl } = connection;
  return { client: clientFrom(app, clientId, connection), site: { site, homeUrl, centre } };
}

const clientWithSite = prebuilt((db, { clientId }: Values<{ clientId: string }>) =>
  db
    .select({ connection: siteConnections, centre: pageCentreColumns })
    .from(siteConnections)
    .innerJoin(centres, eq(centres.id, siteConnections.centreId))
    .where(eq(siteConnections.clientId, clientId)),
);

/** A site as a client, and who comes to it. */
export interface AtClient {
  clientId: string;
  client: SiteClient | undefined;
  userId: string | null;
  visitor: Visitor | undefined;
}

/** What a sign-in goes on with that comes back from its pages. */
export async function readResumed(
  app: App,
  uid: string,
): Promise<{ interaction: Payload | undefined; at: AtClient | undefined }> {
  const found = await resumed(app.db, { idHash: hashId(uid), now: app.clock() });
  const [record] = found.record;
  if (!record) return { interaction: undefined, at: undefined };
  return { interaction: opened(app, record), at: atClient(app, record.clientId, record.accountId, found) };
}

const resumed = gathered((db, { idHash, now }: Values<{ idHash: Buffer; now: Date }>) => {
  const clientId = namedBy(interaction, idHash, 'client_id');
  return {
    record: selectRecord(db, { model: interaction, idHash, now }),
    client: selectByClient(db, clientId),
    visitor: selectVisitor(db, { userId: namedBy(interaction, idHash, 'account_id'), clientId }),
  };
});

/** The same of a sign-in that is known already. */
export async function readAtClient(app: App, clientId: string, userId: string): Promise<AtClient> {
  return atClient(app, clientId, userId, await comingTo(app.db, { clientId, userId }));
}

const comingTo = gathered((db, { clientId, userId }: Values<{ clientId: string; userId: string }>) => ({
  client: selectByClient(db, clientId),
  visitor: selectVisitor(db, { userId, clientId }),
}));

/** What a code is changed for tokens with. @param clientId whose it is said to be */
export async function readExchange(
  app: App,
  clientId: string,
  id: string,
): Promise<{ at: AtClient; code: Payload | undefined; grant: Payload | undefined; session: Payload | undefined }> {
  const found = await exchange(app.db, { clientId, idHash: hashId(id), now: app.clock() });
  const [record] = found.code;
  const of = ([row]: (typeof found)['code']) => row && opened(app, row);
  return {
    at: atClient(app, clientId, record?.accountId ?? null, found),
    code: of(found.code),
    grant: of(found.grant),
    session: of(found.session),
  };
}

const exchange = gathered((db, { clientId, idHash, now }: Values<{ clientId: string; idHash: Buffer; now: Date }>) => ({
  client: selectByClient(db, clientId),
  code: selectRecord(db, { model: code, idHash, now }),
  grant: selectRecord(db, { model: sql`'Grant'`, idHash: namedBy(code, idHash, 'grant_hash'), now }),
  session: selectByUid(db, { model: sql`'Session'`, uidHash: namedBy(code, idHash, 'uid_hash'), now }),
  visitor: selectVisitor(db, { userId: namedBy(code, idHash, 'account_id'), clientId }),
}));

interface Found {
  client: Awaited<ReturnType<typeof selectByClient>>;
  visitor: Awaited<ReturnType<typeof selectVisitor>>;
}

const atClient = (app: App, clientId: string | null, userId: string | null, { client, visitor }: Found): AtClient => ({
  clientId: clientId ?? '',
  client: clientFrom(app, clientId ?? '', client[0]),
  userId,
  visitor: visitorFrom(visitor[0], clientId ?? ''),
});
