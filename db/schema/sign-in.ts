import { foreignKey, index, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { siteConnections } from './site-connections.ts';
import { users } from './users.ts';

/** What the OpenID provider keeps: sessions, codes, grants, tokens. By the hash of its id, and sealed, for the id is a secret. */
export const oidcRecords = pgTable(
  'oidc_records',
  (t) => ({
    /** The provider's own word: `Session`, `AccessToken`, `RefreshToken`… */
    model: t.text().notNull(),
    idHash: bytea().notNull(),
    uidHash: bytea(),
    grantHash: bytea(),
    /** Whose it is, once that is known. */
    accountId: t.uuid(),
    clientId: t.text(),
    sealed: bytea().notNull(),
    expiresAt: t.timestamp({ withTimezone: true }),
    consumedAt: t.timestamp({ withTimezone: true }),
  }),
  (t) => [
    primaryKey({ columns: [t.model, t.idHash] }),
    index('oidc_records_uid').on(t.model, t.uidHash),
    index('oidc_records_grant').on(t.grantHash),
    index('oidc_records_account').on(t.accountId),
    index('oidc_records_expires_at').on(t.expiresAt),
  ],
);

/** That someone is signed in to a site: whom to tell when that ends. */
export const siteSessions = pgTable(
  'site_sessions',
  (t) => ({
    /** The session's id as the site knows it. */
    sid: t.text().primaryKey(),
    centreId: t.uuid().notNull(),
    connectionId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    /** Ties the sites of one sign-in together. */
    uidHash: bytea().notNull(),
    startedAt: t.timestamp({ withTimezone: true }).notNull(),
    expiresAt: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [
    foreignKey({
      columns: [t.centreId, t.connectionId],
      foreignColumns: [siteConnections.centreId, siteConnections.id],
    }),
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    index('site_sessions_user').on(t.userId, t.connectionId),
    index('site_sessions_expires_at').on(t.expiresAt),
  ],
);

/** The keys that tokens are signed with. The newest that is not retired signs; those retired stay published for a while. */
export const signingKeys = pgTable('signing_keys', (t) => ({
  kid: t.text().primaryKey(),
  publicJwk: t.jsonb().notNull(),
  sealed: bytea().notNull(),
  createdAt: t.timestamp({ withTimezone: true }).notNull(),
  retiredAt: t.timestamp({ withTimezone: true }),
}));
