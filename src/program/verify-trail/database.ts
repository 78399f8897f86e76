import { findingsInWords, trailWords } from '../../bot/people/trail-words.ts';
import { isTimeZone } from '../../lib/time.ts';
import { verifyAll } from '../../service/audit/verify-all.ts';
import type { Db } from '../../service/context.ts';
import { formatDate } from '../../ui/formats.ts';
import { verifying as say, trail } from '../../ui/sentences/trail.ts';
import type { Verdict } from './files.ts';

/** Checks the trails of all schools in a database, and changes nothing there. */
export async function verifyDatabase(db: Db): Promise<Verdict> {
  const schools = await verifyAll(db);
  if (!schools) return { lines: [say.noTable], isWhole: false };
  const lines = schools.flatMap(({ number, name, timeZone, state }) => [
    say.school(number, name, state.wrong === 0),
    ...trailWords(state, (at) => formatDate(at, isTimeZone(timeZone) ? timeZone : 'UTC')),
    ...(state.last ? [say.head(state.last.place, state.last.hash)] : []),
    ...(state.wrong > 0 ? [...findingsInWords(state), trail.means] : []),
  ]);
  return {
    lines: schools.length > 0 ? lines : [say.noSchool],
    isWhole: schools.every(({ state }) => state.wrong === 0),
  };
}
