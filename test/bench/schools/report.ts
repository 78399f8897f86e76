import { quantile } from '../measure.ts';
import { type Done, day, type Kind } from './day.ts';
import type { Watched } from './watch.ts';

export interface Run {
  schools: number;
  people: number;
  minutes: number;
  perSecond: number;
  done: Done[];
  watched: Watched;
  /** How many mails arrived. */
  mails: number;
}

/** Tables that grew by less, in megabytes, are not told of. */
const worthTelling = 0.5;

const n = (value: number, digits = 0) =>
  Number.isFinite(value)
    ? value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    : '–';

/** What came of it, as Markdown. */
export function report({ schools, people, minutes, perSecond, done, watched, mails }: Run): {
  text: string;
  failed: number;
} {
  const failed = done.filter((each) => each.failed);
  const rows = (Object.keys(day) as Kind[]).map((kind) => {
    const of = done.filter((each) => each.kind === kind);
    const ms = of.flatMap((each) => each.ms);
    const bad = of.filter((each) => each.failed).length;
    return `| ${kind} | ${n(ms.length)} | ${n(quantile(ms, 0.5), 1)} | ${n(quantile(ms, 0.99), 1)} | ${n(Math.max(...ms), 0)} | ${bad} |`;
  });
  const all = done.flatMap(({ ms }) => ms);
  const { processor, memory, connections, queueDelays, oldestJob, grown, size } = watched;
  const delay = (q: number) => (queueDelays.length > 0 ? `${n(quantile(queueDelays, q))} ms` : '–');
  const lines = [
    `${n(schools)} schools × ${n(people)} people, two copies, ${n(perSecond)} a second for ${n(minutes, minutes % 1 === 0 ? 0 : 1)} minutes: ` +
      `${n(all.length)} answers, ${n(all.length / (minutes * 60), 1)} a second, ${failed.length} failed`,
    '',
    '| kind | answers | p50, ms | p99, ms | longest, ms | failed |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    `| all | ${n(all.length)} | ${n(quantile(all, 0.5), 1)} | ${n(quantile(all, 0.99), 1)} | ${n(all.reduce((a, b) => Math.max(a, b), 0))} | ${failed.length} |`,
    '',
    '| what | figure |',
    '| --- | --- |',
    `| processor of the copies | ${processor.copies.map((part) => n(part, 2)).join(' and ')} of one |`,
    `| processor of PostgreSQL | ${n(processor.database, 2)} of one |`,
    `| connections, most at once | ${connections} |`,
    `| due → begun, jobs seen at work (${queueDelays.length}): p50, p99 | ${delay(0.5)}, ${delay(0.99)} |`,
    `| the longest that a job waited | ${n(oldestJob)} ms |`,
    `| mails that arrived | ${n(mails)} |`,
    `| memory of the copies, begin → end | ${memory.map(({ begin, end }) => `${n(begin)} → ${n(end)} MB`).join(', ')} |`,
    `| database, begin → end | ${n(size.begin)} → ${n(size.end)} MB |`,
    ...grown
      .map(({ table, begin, end }) => ({ table, by: end - begin }))
      .filter(({ by }) => by > worthTelling)
      .sort((a, b) => b.by - a.by)
      .map(({ table, by }) => `| ${table} | + ${n(by, 1)} MB |`),
    ...[...new Map(failed.map((each) => [each.kind, each.failed])).entries()].map(([kind, why]) => `\n${kind}: ${why}`),
  ];
  return { text: lines.join('\n'), failed: failed.length };
}
