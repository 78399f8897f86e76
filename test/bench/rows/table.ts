import { closeGround } from '../ground.ts';
import { adding } from './adding.ts';
import { deciding } from './deciding.ts';
import { importing } from './importing.ts';
import { listing } from './listing.ts';
import { type Bench, table } from './row.ts';
import { searching } from './searching.ts';
import { signingIn } from './signing-in.ts';
import { slack } from './slack.ts';
import { starting } from './starting.ts';
import { suspending } from './suspending.ts';
import { teams } from './teams.ts';
import { transferring } from './transferring.ts';

/** In the order of the table. */
const benches: Bench[] = [
  slack,
  teams,
  suspending,
  adding,
  deciding,
  transferring,
  listing,
  searching,
  signingIn,
  importing,
  starting,
];

/**
 * Measures and prints the table of all figures that have a goal, each beside what it costs without Staffroom in the same run.
 *
 * @param words parts of keys: those rows alone
 * @throws Error with the keys that there are, where a word is in none of them
 */
export async function printTable(words: string[], say: (line: string) => void): Promise<void> {
  const keys = benches.flatMap(({ rows }) => rows.map(({ key }) => key));
  const unknown = words.find((word) => !keys.some((key) => key.includes(word)));
  if (unknown)
    throw new Error(`${unknown}? There is chaos, loop, schools, soak and rolling, and the rows ${keys.join(', ')}.`);
  const wanted = new Set(keys.filter((key) => words.length === 0 || words.some((word) => key.includes(word))));
  const measured = [];
  try {
    for (const bench of benches) {
      const some = new Set(bench.rows.map(({ key }) => key).filter((key) => wanted.has(key)));
      if (some.size > 0) measured.push(...(await bench.measure(some, say)));
    }
  } finally {
    await closeGround();
  }
  say('done');
  console.log(
    table(
      benches.flatMap(({ rows }) => rows),
      measured,
    ),
  );
}
