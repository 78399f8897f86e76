import type { Head } from '../../../db/backup/format.ts';
import { jobsTable } from '../../../db/backup/format.ts';
import { count, formatExactly, formatNumber, people } from '../../ui/formats.ts';

/** How many rows of each table there were. */
export type Counts = Map<string, number>;

/** What was written or read, for whoever compares two: the people first. */
export function amountOf(counts: Counts): string {
  const rows = [...counts].filter(([table]) => table !== jobsTable).reduce((sum, [, n]) => sum + n, 0);
  const parts = [
    count(counts.get('centres') ?? 0, 'school'),
    people(counts.get('users') ?? 0),
    `${count(rows, 'row')} in ${formatNumber(counts.size - 1)} tables`,
    count(counts.get(jobsTable) ?? 0, 'job that waits', 'jobs that wait'),
  ];
  return parts.join(', ');
}

/** When and by which release, in words. */
export const originOf = ({ madeAt, staffroom, postgresql }: Pick<Head, 'madeAt' | 'staffroom' | 'postgresql'>) =>
  `made on ${formatExactly(new Date(madeAt), 'UTC')} UTC by Staffroom ${staffroom}, from PostgreSQL ${postgresql.split(' ')[0]}`;

/** Of a file: 640 kB, 3.2 MB. */
export const sizeOf = (bytes: number) =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
