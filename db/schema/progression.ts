import { type SQLWrapper, sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { dataSites } from '../../src/words/sites.ts';
import { centreSites } from './centres.ts';
import { site } from './enums.ts';
import { users } from './users.ts';

/**
 * A teacher's class on a site. Whose it is stands here and nowhere else: a transfer is an update of this table alone,
 * however many results there are. Two groups of one name may well be one teacher's, after a transfer.
 */
export const learnerGroups = pgTable(
  'learner_groups',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    centreId: t.uuid().notNull(),
    site: site().notNull(),
    ownerId: t.uuid().notNull(),
    name: t.text().notNull(),
    stage: t.smallint().notNull(),
    subject: t.text().notNull(),
    createdAt: t.timestamp({ withTimezone: true }).notNull(),
    /** When something in it was imported, or it changed hands: what happened later than a transfer forbids its undoing. */
    changedAt: t.timestamp({ withTimezone: true }).notNull(),
    /** Kept by triggers (schema.sql, `count_progression`), so that nobody waits for 100,000 results to be counted. */
    learners: t.integer().notNull().default(0),
    tests: t.integer().notNull().default(0),
    results: t.integer().notNull().default(0),
    /** The school year that it was of, `2025/26`, once its learners have moved up: it is history, and nothing is added to it. */
    year: t.text(),
    endedAt: t.timestamp({ withTimezone: true }),
    /** When it had changed before that, for an undo to put back. */
    changedBefore: t.timestamp({ withTimezone: true }),
    /** By which promotion it became history, as long as that is kept. */
    promotionId: t.uuid().references((): AnyPgColumn => promotions.id, { onDelete: 'set null' }),
    /** The group of the year before whose learners it carries on. */
    previousId: t.uuid().references((): AnyPgColumn => learnerGroups.id),
  }),
  (t) => [
    // That of the owner stands in a migration of its own (`learner_groups_owner_fk`): the generator would make it before
    // the key that it refers to.
    foreignKey({ columns: [t.centreId, t.site], foreignColumns: [centreSites.centreId, centreSites.site] }),
    index('learner_groups_owner').on(t.centreId, t.ownerId, t.site),
    index('learner_groups_site').on(t.centreId, t.site),
    check('learner_groups_site', sql`${t.site} in (${sql.raw(dataSites.map((s) => `'${s}'`).join(', '))})`),
    index('learner_groups_promotion').on(t.promotionId).where(sql`promotion_id is not null`),
    index('learner_groups_previous').on(t.previousId).where(sql`previous_id is not null`),
    check(
      'learner_groups_history',
      sql`(${t.year} is null) = (${t.endedAt} is null) and length(${t.year}) between 1 and 20`,
    ),
    check('learner_groups_stage', sql`${t.stage} between 1 and 9`),
    check('learner_groups_words', sql`length(${t.name}) between 1 and 100 and length(${t.subject}) between 1 and 100`),
  ],
);

/** A learner's number as it is compared: without case (of A to Z) and spaces. `foldNumber` in src/service is the same in JavaScript. */
const foldedNumber = (number: SQLWrapper) => sql`lower(replace(${number}, ' ', '') collate "C")`;

/**
 * A learner of a group: learners have no account. Where there is a number it says who it is; without one, two of a name are
 * two learners.
 */
export const learners = pgTable(
  'learners',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    groupId: t
      .uuid()
      .notNull()
      .references(() => learnerGroups.id),
    name: t.text().notNull(),
    /** The candidate number, the UPN, the school's own: as the file had it, its leading zeros too. */
    number: t.text(),
    /** The same learner in the group of the year before: by it their results are followed across years. */
    previousId: t.uuid().references((): AnyPgColumn => learners.id),
  }),
  (t) => [
    index('learners_previous').on(t.previousId).where(sql`previous_id is not null`),
    // By it those of a group are read.
    unique('learners_group_id_id').on(t.groupId, t.id),
    uniqueIndex('learners_number').on(t.groupId, foldedNumber(t.number)),
    check('learners_name_length', sql`length(${t.name}) between 1 and 200`),
    check('learners_number_length', sql`length(${t.number}) between 1 and 50`),
  ],
);

/** A test that a group sat on a day. */
export const tests = pgTable(
  'tests',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    groupId: t
      .uuid()
      .notNull()
      .references(() => learnerGroups.id),
    name: t.text().notNull(),
    takenOn: t.date({ mode: 'string' }).notNull(),
    maxMark: t.real().notNull(),
    strands: t.text().array().notNull().default([]),
  }),
  (t) => [
    unique('tests_name').on(t.groupId, t.name, t.takenOn),
    check('tests_name_length', sql`length(${t.name}) between 1 and 200`),
    check('tests_max_mark', sql`${t.maxMark} > 0 and ${t.maxMark} <= 1000`),
  ],
);

/** What a learner reached in a test. Nothing in it says whose group that is: see `learnerGroups`. */
export const results = pgTable(
  'results',
  (t) => ({
    groupId: t.uuid().notNull(),
    testId: t.uuid().notNull(),
    learnerId: t.uuid().notNull(),
    mark: t.real().notNull(),
    /** By strand, where given: `{"Number": 7}`. */
    strandMarks: t.jsonb().$type<Record<string, number>>(),
  }),
  (t) => [
    primaryKey({ columns: [t.testId, t.learnerId] }),
    // That its test and its learner are there, and of its group, triggers see to, once for a statement (schema.sql, `results_belong`,
    // `keep_results`): foreign keys look row by row, which of an import took twice as long as all else of it.
    index('results_learner').on(t.learnerId),
    check('results_mark', sql`${t.mark} >= 0 and ${t.mark} <= 1000`),
  ],
);

/** What was handed from one to another, so that both can be told and it can be undone. */
export const transfers = pgTable(
  'transfers',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    centreId: t.uuid().notNull(),
    fromId: t.uuid().notNull(),
    toId: t.uuid().notNull(),
    byId: t.uuid().notNull(),
    at: t.timestamp({ withTimezone: true }).notNull(),
    /** Site by site, as it was then: `[{"site": "primary", "groups": 3, "tests": 12, "results": 340}]`. */
    counts: t
      .jsonb()
      .$type<{ site: (typeof site.enumValues)[number]; groups: number; tests: number; results: number }[]>()
      .notNull(),
    groupIds: t.uuid().array().notNull(),
    /** The transfer that this one takes back; each is taken back once. */
    undoes: t
      .uuid()
      .unique()
      .references((): AnyPgColumn => transfers.id),
    correlationId: t.uuid().notNull(),
  }),
  (t) => [
    foreignKey({ columns: [t.centreId, t.fromId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.toId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.byId], foreignColumns: [users.centreId, users.id] }),
    index('transfers_from').on(t.fromId, t.at),
    index('transfers_at').on(t.at).where(sql`undoes is null`),
    check('transfers_two', sql`${t.fromId} <> ${t.toId}`),
  ],
);

/** Groups that moved up a year together, so that it can be undone. */
export const promotions = pgTable(
  'promotions',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    centreId: t.uuid().notNull(),
    byId: t.uuid().notNull(),
    at: t.timestamp({ withTimezone: true }).notNull(),
    /** The school year that ended with it: `2025/26`. */
    year: t.text().notNull(),
    /** How many groups became history, and how many new ones go on from them. */
    ended: t.integer().notNull(),
    made: t.integer().notNull(),
    undoneAt: t.timestamp({ withTimezone: true }),
    undoneById: t.uuid(),
    correlationId: t.uuid().notNull(),
  }),
  (t) => [
    foreignKey({ columns: [t.centreId, t.byId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.undoneById], foreignColumns: [users.centreId, users.id] }),
    index('promotions_at').on(t.at),
    check('promotions_year', sql`length(${t.year}) between 1 and 20`),
  ],
);

/** An import that changed something, so that it can be found again and undone. */
export const imports = pgTable(
  'imports',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    centreId: t.uuid().notNull(),
    /** Whose groups it went to. */
    ownerId: t.uuid().notNull(),
    byId: t.uuid().notNull(),
    at: t.timestamp({ withTimezone: true }).notNull(),
    sites: site().array().notNull(),
    /** How many of each kind it made and changed. */
    counts: t.jsonb().$type<Record<string, number>>().notNull(),
    undoneAt: t.timestamp({ withTimezone: true }),
    undoneById: t.uuid(),
    correlationId: t.uuid().notNull(),
  }),
  (t) => [
    foreignKey({ columns: [t.centreId, t.ownerId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.byId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.undoneById], foreignColumns: [users.centreId, users.id] }),
    index('imports_owner').on(t.ownerId, t.at),
    index('imports_at').on(t.at),
  ],
);

/**
 * What an import touched, and how it was before: some thousands of things to a row. What is in a group that it made is not
 * listed: it goes with the group.
 *
 * Each is by its `id` (a result by `testId` and `learnerId`) and has `was`, null where it was not there. A group has `site`,
 * and for `was` and `now` its `changed_at` before and after: whatever happens in it later makes that another.
 */
export const importParts = pgTable(
  'import_parts',
  (t) => ({
    importId: t
      .uuid()
      .notNull()
      .references(() => imports.id, { onDelete: 'cascade' }),
    kind: t.text().notNull(),
    part: t.integer().notNull(),
    rows: t.jsonb().notNull(),
  }),
  (t) => [
    primaryKey({ columns: [t.importId, t.kind, t.part] }),
    check('import_parts_kind', sql`${t.kind} in ('group', 'learner', 'test', 'result')`),
  ],
);
