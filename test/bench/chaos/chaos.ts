import { kinds } from '../../kit/load/acts.ts';
import { faults } from '../../kit/load/faults.ts';
import { type Outcome, series } from './series.ts';

/** How often each kind is acknowledged in a series, and how long that may take at most, in minutes. */
const usual = { acknowledged: 1_000, minutes: 10 };

const usage = `npm run bench -- chaos [fault…] [acknowledged=${usual.acknowledged}] [minutes=${usual.minutes}]
  faults: ${faults.map(({ name }) => name.replaceAll(' ', '-')).join(' ')}`;

/**
 * People work in Slack while the database falls, in each of the ways that are named; all where none is. Prints what was
 * acknowledged and what came of it. @returns whether all was well
 */
export async function chaos(words: string[], say: (line: string) => void): Promise<boolean> {
  const numbers = { ...usual };
  const named = new Set<string>();
  for (const word of words) {
    const [name = '', value] = word.split('=');
    if (value !== undefined && name in numbers) Object.assign(numbers, { [name]: Number(value) });
    else if (faults.some((fault) => nameOf(fault) === name)) named.add(name);
    else throw new Error(`${word}?\n${usage}`);
  }
  let isWell = true;
  for (const fault of faults) {
    if (named.size > 0 && !named.has(nameOf(fault))) continue;
    if (fault.disk && process.getuid?.() !== 0) {
      say(`${fault.name}: left out, since only root may make a small disk`);
      continue;
    }
    say(`${fault.name}…`);
    const outcome = await series(fault, numbers.acknowledged, numbers.minutes * 60_000);
    console.log(report(outcome));
    isWell &&= isFlawless(outcome);
  }
  return isWell;
}

const nameOf = ({ name }: { name: string }) => name.replaceAll(' ', '-');

function isFlawless({ tallies, exits, readiness, mails, emptyMs }: Outcome): boolean {
  const all = Object.values(tallies);
  const faulty = all.some(
    ({ told, lost, doubled, denied }) =>
      told.unanswered + told.other + lost.length + doubled.length + denied.length > 0,
  );
  return (
    !faulty && exits === 0 && readiness.atEnd === '200' && mails.twice + mails.missing === 0 && emptyMs !== undefined
  );
}

const columns = [
  'acknowledged',
  'there',
  'lost',
  'doubled',
  'denied',
  'refused',
  'unsure',
  'untaken',
  'unanswered',
  'other',
];

function report(outcome: Outcome): string {
  const { fault, strikes, tallies, exits, readiness, mails, emptyMs, left, read, said } = outcome;
  const rows = kinds.map((kind) => {
    const { told, there, lost, doubled, denied } = tallies[kind];
    const { done, ...others } = told;
    const counts: Record<string, number> = { ...others, acknowledged: done, there, lost: lost.length };
    return [kind, ...columns.map((c) => ({ ...counts, doubled: doubled.length, denied: denied.length })[c])];
  });
  const lines = [['', ...columns], ...rows].map((row) =>
    row
      .map((cell, i) =>
        String(cell)
          .padStart(i ? 12 : 0)
          .padEnd(9),
      )
      .join(' '),
  );
  const samples = kinds.flatMap((kind) => {
    const { lost, doubled, denied } = tallies[kind];
    const some = (what: string, names: string[]) =>
      names.length > 0 ? [`  ${kind} ${what}: ${names.slice(0, 5).join(', ')}`] : [];
    return [...some('lost', lost), ...some('doubled', doubled), ...some('denied', denied)];
  });
  return [
    `${fault}: ${strikes} times; the process ended ${exits} times; mails: ${mails.came} came, ${mails.twice} more than once, ${mails.missing} never; the queue was empty after ${emptyMs === undefined ? 'more than a minute' : `${(emptyMs / 1_000).toFixed(1)} s`}`,
    ...lines,
    `  /readyz: ${[...readiness.said].map(([answer, times]) => `${answer} ${times} times`).join('; ')}; at the end ${readiness.atEnd}`,
    ...samples,
    ...left.map((jobs) => `  left: ${JSON.stringify(jobs)}`),
    ...[...read].map(([words, times]) => `  read ${times} times: ${words.slice(0, 300)}`),
    ...logged(said),
    '',
  ].join('\n');
}

/** What the program said, each line once with how often; the most frequent first. */
function logged(said: string): string[] {
  const times = new Map<string, number>();
  for (const line of said.split('\n')) {
    const words = brief(line);
    if (words) times.set(words, (times.get(words) ?? 0) + 1);
  }
  const sorted = [...times].sort(([, a], [, b]) => b - a);
  return sorted.slice(0, 12).map(([words, n]) => `  said ${n} times: ${words}`);
}

function brief(line: string): string {
  try {
    const { msg, err, level } = JSON.parse(line) as {
      msg?: string;
      level: number;
      err?: { message?: string; code?: string };
    };
    return level < 40 ? '' : `${msg} ${err ? `(${err.code ?? ''} ${err.message ?? ''})` : ''}`.slice(0, 200);
  } catch {
    return line.trim().slice(0, 200);
  }
}
