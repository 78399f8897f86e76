import { journal } from './journal.ts';
import { released as ofReleases } from './released.ts';

const latest = (all: { when: number }[]): number => Math.max(0, ...all.map(({ when }) => when));

/** The newest migration that this program has: its time, in milliseconds. */
export const newestHere = (): number => latest(journal().entries);

/**
 * Which programs may work with a database that this one has migrated: those that have the newest migration of the release before this
 * one's. A migration leaves whole what the release before it reads and writes, and no more than that.
 *
 * @returns that migration's time, in milliseconds; 0 where no release came before
 */
export function oldestBeside(
  released: Record<string, Record<string, { when: number }>> = ofReleases(),
  newest = newestHere(),
): number {
  const releases = Object.values(released)
    .map((migrations) => latest(Object.values(migrations)))
    .filter((when) => when > 0);
  // What is here beyond the last release will be one.
  return Math.max(0, ...releases.filter((when) => when < newest));
}

const said = /^Staffroom needs a program with the migration of (\d+)\b/;

/** How a database says it, where every program that comes to it looks: as a comment of the migrations' schema. */
export const inComment = (when: number): string =>
  `Staffroom needs a program with the migration of ${when} (the time of the newest in db/migrations/meta/_journal.json), or a later one.`;

/** @returns 0 where it says nothing */
export const readComment = (comment: string | null | undefined): number => Number(said.exec(comment ?? '')?.[1] ?? 0);
