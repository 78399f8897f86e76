/** What costs the program much, or takes much out of it, and so is limited. */
export type Limited = 'files' | 'exports' | 'requests' | 'verifications';

/**
 * How often within an hour, for one person and for all of a school together: more than anyone does by hand, and little enough that
 * it takes no more than a part of what the machine can do. A file is read for its preview, and again for its Yes.
 */
export const usageLimits: Record<Limited, { person: number; school: number }> = {
  files: { person: 60, school: 600 },
  exports: { person: 30, school: 120 },
  requests: { person: 20, school: 1_000 },
  verifications: { person: 20, school: 100 },
};

/** Most rows of a list that is taken out as a file. */
export const maxExported = 50_000;
