import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, primaryKey, unique, uniqueIndex } from 'drizzle-orm/pg-core';
import { centreSites, ofCentre } from './centres.ts';
import { programme, role, site, status } from './enums.ts';
import { foldedEmail, hasXnDomain } from './folded-email.ts';

/**
 * A person at one centre. What may follow what in a user's life, and that a centre keeps an active coordinator, is held
 * by a trigger (schema.sql, `users_life`).
 */
export const users = pgTable(
  'users',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    centreId: ofCentre(),
    firstName: t.text(),
    lastName: t.text(),
    email: t.text(),
    role: role().notNull().default('teacher'),
    status: status().notNull().default('invited'),
    /** What a suspended user comes back to. */
    suspendedFrom: status(),
    suspendedAt: t.timestamp({ withTimezone: true }),
    lastSignedInAt: t.timestamp({ withTimezone: true }),
    /** Set when mail to the address was refused for good, with what the mail server said; cleared by the next that arrives. */
    mailProblem: t.text(),
    createdAt: t.timestamp({ withTimezone: true }).notNull().defaultNow(),
    /**
     * The id, until the account is deleted: what a person holds refers to this, and so forbids the deletion. A trigger sets
     * it (schema.sql, `users_holder`).
     */
    holderId: t.uuid(),
    /** What the school's own directory calls the person, where it pushes its people to us. */
    externalId: t.text(),
    /** What the directory's own sign-in calls the person, where it sends that beside an e-mail; nothing: the e-mail. */
    userName: t.text(),
    /** When anything last changed that a directory is shown. A trigger sets it (schema.sql, `users_changed`). */
    changedAt: t.timestamp({ withTimezone: true }).notNull().defaultNow(),
    /** "last first", folded: what lists are sorted by. */
    sortName: t.text().generatedAlwaysAs(sql`fold(coalesce(last_name, '') || ' ' || coalesce(first_name, ''))`),
    /** What is searched: both orders of the name and the e-mail, folded. */
    searchText: t
      .text()
      .generatedAlwaysAs(
        sql`fold(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(email, ''))`,
      ),
  }),
  (t) => [
    // The target of every foreign key to a user, so that a row can never name a user of another centre.
    unique('users_centre_id_id').on(t.centreId, t.id),
    unique('users_centre_id_holder_id').on(t.centreId, t.holderId),
    uniqueIndex('users_external_id').on(t.centreId, t.externalId),
    uniqueIndex('users_user_name').on(t.centreId, foldedEmail(t.userName)),
    uniqueIndex('users_email').on(foldedEmail(t.email)),
    // Next to nobody: what is left of releases before, and of one that works beside, is found without reading all others.
    index('users_xn_domain').on(t.id).where(hasXnDomain(t.email)),
    index('users_list').on(t.centreId, t.sortName, t.id),
    index('users_list_status').on(t.centreId, t.status, t.sortName, t.id),
    // As src/service/people/list-order.ts asks for them.
    index('users_list_seen').on(
      t.centreId,
      sql`coalesce((extract(epoch from ${t.lastSignedInAt} at time zone 'UTC') * 1000000)::bigint, 0)`,
      t.id,
    ),
    index('users_list_added').on(
      t.centreId,
      sql`((extract(epoch from ${t.createdAt} at time zone 'UTC') * 1000000)::bigint)`,
      t.id,
    ),
    index('users_list_role').on(t.centreId, t.role, t.sortName, t.id),
    // The school is part of it, so that a search reads its people's names and not those of every school.
    index('users_search').using('gin', t.centreId, sql`${t.searchText} gin_trgm_ops`),
    check(
      'users_personal_data',
      sql`(${t.status} = 'deleted') = (${t.email} is null) and (${t.status} = 'deleted') = (${t.firstName} is null) and (${t.status} = 'deleted') = (${t.lastName} is null)`,
    ),
    check('users_email_form', sql`${t.email} ~ '^[^@[:space:]]+@[^@[:space:]]+$' and length(${t.email}) <= 254`),
    check('users_names_length', sql`length(${t.firstName}) between 1 and 200 and length(${t.lastName}) <= 200`),
    check('users_suspended_from', sql`(${t.status} = 'suspended') = (${t.suspendedFrom} is not null)`),
    check('users_suspended_from_live', sql`${t.suspendedFrom} in ('invited', 'active')`),
  ],
);

/** A user may sign in to a site; with the mark, also manages who may. */
export const siteAccess = pgTable(
  'site_access',
  (t) => ({
    centreId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    site: site().notNull(),
    siteAdmin: t.boolean().notNull().default(false),
    /** It came with a programme that the school's directory gave, and goes with it. */
    fromDirectory: t.boolean().notNull().default(false),
  }),
  (t) => [
    primaryKey({ columns: [t.userId, t.site] }),
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    // Only for sites that the centre is eligible for.
    foreignKey({ columns: [t.centreId, t.site], foreignColumns: [centreSites.centreId, centreSites.site] }),
    index('site_access_site').on(t.centreId, t.site, t.userId),
  ],
);

/** The programmes that someone teaches. Which sites a programme suggests is in src/words/programmes.ts. */
export const userProgrammes = pgTable(
  'user_programmes',
  (t) => ({
    centreId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    programme: programme().notNull(),
  }),
  (t) => [
    primaryKey({ columns: [t.userId, t.programme] }),
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    index('user_programmes_programme').on(t.centreId, t.programme, t.userId),
  ],
);

/** What coordinators have written down about someone, for coordinators alone. */
export const notes = pgTable(
  'notes',
  (t) => ({
    userId: t.uuid().primaryKey(),
    centreId: t.uuid().notNull(),
    text: t.text().notNull(),
    byId: t.uuid().notNull(),
    at: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.byId], foreignColumns: [users.centreId, users.id] }),
    index('notes_by').on(t.byId),
    check('notes_length', sql`length(${t.text}) between 1 and 1000`),
  ],
);

/** What the school's own directory calls the group of those who teach a programme. */
export const directoryGroups = pgTable(
  'directory_groups',
  (t) => ({
    centreId: ofCentre(),
    programme: programme().notNull(),
    externalId: t.text(),
  }),
  (t) => [primaryKey({ columns: [t.centreId, t.programme] })],
);

/** Someone who leaves: its id is the correlation id of all the steps. */
export const leavers = pgTable(
  'leavers',
  (t) => ({
    id: t.uuid().primaryKey(),
    centreId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    startedAt: t.timestamp({ withTimezone: true }).notNull(),
    /** When the account was deleted, or came back. */
    endedAt: t.timestamp({ withTimezone: true }),
  }),
  (t) => [
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    uniqueIndex('leavers_open').on(t.userId).where(sql`ended_at is null`),
    index('leavers_ended_at').on(t.endedAt).where(sql`ended_at is not null`),
  ],
);
