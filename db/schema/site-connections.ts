import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, primaryKey, unique } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { centreSites } from './centres.ts';
import { site } from './enums.ts';
import { users } from './users.ts';

/** How a centre's account of a site is reached: people sign in there with us, and its users are kept in step by SCIM. */
export const siteConnections = pgTable(
  'site_connections',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    centreId: t.uuid().notNull(),
    site: site().notNull(),
    /** The site's name as a client of our sign-in: `in123-hub`. */
    clientId: t.text().notNull().unique(),
    /** The client's secret, sealed. */
    sealedSecret: bytea(),
    /** Whether the site may ask for a code without PKCE; only one that has a secret. */
    withoutPkce: t.boolean().notNull().default(false),
    /** Where people are sent who open the site. */
    homeUrl: t.text(),
    redirectUris: t.text().array().notNull().default(sql`'{}'`),
    postLogoutUris: t.text().array().notNull().default(sql`'{}'`),
    /** Where the site is told that a session is over. */
    logoutUrl: t.text(),
    /** The base of the site's SCIM service; nothing: the site is not kept in step. */
    scimUrl: t.text(),
    /** The bearer token, or the OAuth client's id, secret and token address; sealed JSON. */
    sealedScimAuth: bytea(),
    /**
     * Raised by a trigger with each change of how its SCIM service is reached (schema.sql, `site_reached_otherwise`): what was
     * learnt under another says nothing of this one.
     */
    scimVersion: t.bigint({ mode: 'number' }).notNull().default(1),
    /** What the service was seen to understand and to keep, as it is reached now. */
    scimCapabilities: t.jsonb().notNull().default({}),
    /** How often in a row the site failed whoever it was asked about, since when, and why, in words for a person. */
    scimTries: t.integer().notNull().default(0),
    scimFailingSince: t.timestamp({ withTimezone: true }),
    scimProblem: t.text(),
    /** The site asked not to be asked before this. */
    scimNotBefore: t.timestamp({ withTimezone: true }),
    /** Since when it is kept who signs in there. */
    signInsSince: t.timestamp({ withTimezone: true }).notNull().defaultNow(),
    createdAt: t.timestamp({ withTimezone: true }).notNull(),
    changedAt: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [
    unique('site_connections_site').on(t.centreId, t.site),
    unique('site_connections_centre_id_id').on(t.centreId, t.id),
    foreignKey({ columns: [t.centreId, t.site], foreignColumns: [centreSites.centreId, centreSites.site] }),
    check('site_connections_pkce', sql`not ${t.withoutPkce} or ${t.sealedSecret} is not null`),
    check('site_connections_scim', sql`${t.scimUrl} is null or ${t.sealedScimAuth} is not null`),
  ],
);

/**
 * How far a site is with a user. A change of the user raises `version` by a trigger (schema.sql, `mark_provisioning`), in
 * the transaction of the change; `done` follows once the site took that state.
 */
export const provisioning = pgTable(
  'provisioning',
  (t) => ({
    connectionId: t.uuid().notNull(),
    centreId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    version: t.bigint({ mode: 'number' }).notNull().default(1),
    done: t.bigint({ mode: 'number' }).notNull().default(0),
    /** The site's own id of the user; nothing until it made one. */
    remoteId: t.text(),
    /** The site's own version of the user, where it keeps them. */
    etag: t.text(),
    /** What the site took last, or nothing where that is not known. */
    taken: t.jsonb(),
    /** Since when the site is behind; nothing where it is not. */
    waitingSince: t.timestamp({ withTimezone: true }),
    /**
     * Until when the row is in someone's hands: a request that nobody waits for any more could still be carried out by the
     * site until then. Once it has passed, what the site has is not known and is looked at first.
     */
    inFlightUntil: t.timestamp({ withTimezone: true }),
    tries: t.integer().notNull().default(0),
    nextTryAt: t.timestamp({ withTimezone: true }),
    /** Why the last try failed, in words for a person. */
    problem: t.text(),
  }),
  (t) => [
    primaryKey({ columns: [t.connectionId, t.userId] }),
    foreignKey({
      columns: [t.centreId, t.connectionId],
      foreignColumns: [siteConnections.centreId, siteConnections.id],
    }),
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    // Those that failed least come first, so that one whom the site can't take keeps nobody waiting.
    index('provisioning_waiting').on(t.connectionId, t.tries, t.userId).where(sql`done < version`),
    index('provisioning_user').on(t.userId),
  ],
);
