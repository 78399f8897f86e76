/**
 * PostgreSQL's advisory locks are numbers that mean what a program says they mean. These are all of ours, so that no two
 * things ever wait for each other because they chose the same one.
 */
export const advisoryLocks = {
  /** "Someone migrates this database": held until the migrations are committed, so that copies that start together take turns. */
  migration: 7_243_001,

  /**
   * "A Staffroom uses this embedded server", in its database `postgres`: shared by all that use it, and exclusive for the
   * one who stops it.
   */
  embeddedServer: 7_243_002,

  /** "Someone makes a key to sign with": held until it is committed, so that copies that start together make one. */
  signingKeys: 7_243_003,

  /**
   * "This copy still carries out jobs": shared, for as long as its connection lives. Taken with a second number, the hash
   * of the name by which the copy locks its jobs.
   */
  workers: 7_243_004,

  /** "Someone seals the trail of this centre": taken by the database's own `seal_audit_events`, with the hash of the centre's id. */
  trail: 7_243_005,

  /** "Someone takes up a secret key": held until it is committed, so that copies that start together agree. */
  secretKeys: 7_243_006,

  /** "Someone restores into this database": held from before it is looked at until all is there, so that a second one is refused. */
  restore: 7_243_007,

  /**
   * "Someone changes who may do what in this centre": taken by the database's own `lock_centre`, with the hash of the centre's id; shared
   * by whoever must not meet such a change.
   */
  centre: 7_243_008,
} as const;
