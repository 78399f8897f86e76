import { and, count, eq, gt, isNotNull, isNull, min, sql } from 'drizzle-orm';
import { directoryTokens, mails, provisioning, requests, siteConnections } from '../../db/schema/index.ts';
import type { Site } from '../words/sites.ts';
import type { App, Db } from './context.ts';
import { mailTrouble } from './mail/mail-server.ts';

/** What waits in the database, over all schools: figures alone, and since when. */
export interface Standing {
  mails: Waiting;
  /** Since when the mail server takes nothing; nothing while it does. */
  mailServerFailingSince: Date | null;
  requests: (Waiting & { kind: string })[];
  sites: SiteStanding[];
  directories: {
    /** How many tokens are good. */
    tokens: number;
    /** When the directory was last heard of, or given its token, that was silent longest. */
    silentSince: Date | null;
    /** When the first of the tokens ends. */
    firstEnd: Date | null;
  };
}

interface Waiting {
  waiting: number;
  /** Since when the oldest waits. */
  since: Date | null;
}

/** A site, over all schools that keep it in step. */
interface SiteStanding {
  site: Site;
  connections: number;
  failing: number;
  failingSince: Date | null;
  /** With how many accounts it is behind, and since when with the oldest. */
  behind: number;
  behindSince: Date | null;
}

/** Reads what waits: each by an index of what waits alone, or from a table with a row a school. */
export async function readStanding(app: App): Promise<Standing> {
  const { db } = app;
  return {
    mails: await waitingMails(db),
    mailServerFailingSince: (await mailTrouble(db))?.since ?? null,
    requests: await waitingRequests(db),
    sites: await sitesBehind(db),
    directories: await directories(app),
  };
}

async function waitingMails(db: Db): Promise<Waiting> {
  const [row] = await db
    .select({ waiting: count(), since: min(mails.createdAt) })
    .from(mails)
    .where(eq(mails.state, 'queued'));
  return row ?? { waiting: 0, since: null };
}

const waitingRequests = (db: Db) =>
  db
    .select({ kind: requests.kind, waiting: count(), since: min(requests.createdAt) })
    .from(requests)
    .where(eq(requests.status, 'pending'))
    .groupBy(requests.kind);

function sitesBehind(db: Db): Promise<SiteStanding[]> {
  const late = db
    .select({
      connectionId: provisioning.connectionId,
      behind: count().as('behind'),
      since: sql<string | null>`min(${provisioning.waitingSince})`.as('since'),
    })
    .from(provisioning)
    .where(sql`${provisioning.done} < ${provisioning.version}`)
    .groupBy(provisioning.connectionId)
    .as('late');
  return db
    .select({
      site: siteConnections.site,
      connections: count(),
      failing: count(siteConnections.scimFailingSince),
      failingSince: min(siteConnections.scimFailingSince),
      behind: sql<number>`coalesce(sum(${late.behind}), 0)::int`,
      behindSince: sql<Date | null>`min(${late.since})`.mapWith(provisioning.waitingSince),
    })
    .from(siteConnections)
    .leftJoin(late, eq(late.connectionId, siteConnections.id))
    .where(isNotNull(siteConnections.scimUrl))
    .groupBy(siteConnections.site);
}

async function directories({ db, clock }: App): Promise<Standing['directories']> {
  const { createdAt, lastUsedAt, expiresAt, revokedAt } = directoryTokens;
  const heard = sql<string | null>`min(coalesce(${lastUsedAt}, ${createdAt}))`;
  const [row] = await db
    .select({ tokens: count(), silentSince: heard.mapWith(lastUsedAt), firstEnd: min(expiresAt) })
    .from(directoryTokens)
    .where(and(isNull(revokedAt), gt(expiresAt, clock())));
  return row ?? { tokens: 0, silentSince: null, firstEnd: null };
}
