import { findPeople } from '../../service/people/find.ts';
import type { FileValue } from '../../ui/form.ts';
import { leavers as say } from '../../ui/sentences/progression.ts';
import type { Call } from '../command.ts';
import { readDay } from '../line/day.ts';
import { dictionaryOf, findColumns, namesKnownIn, type Unused, unusedColumns } from '../tables/columns.ts';
import { type Cells, readTable, refuseFile } from '../tables/read.ts';
import { dayOf } from './scheduled-cards.ts';

/** Someone who leaves, as a plan carries them: by id, to whom, and on which day to come. */
export interface LeavingRow {
  id: string;
  to?: string;
  day?: string;
}

/** Most rows: as many as one plan takes. */
const maxRows = 2_000;

const dictionary = dictionaryOf({
  leaver: ['leaver, leavers, leaver e-mail, who leaves, leaving', 'e-mail, email, person, teacher, name, from'],
  successor: [
    'successor, successor e-mail, takes over, receiver, replacement, new owner',
    'to, transfer to, handover to',
  ],
  day: [
    'day, on, date, when, leaving date, leaving day, leaves on, suspend on, date of leaving, last day, last working day',
    'end date, end of contract, from, effective, effective date',
  ],
});

/** Who leaves by a file, the rows that are not understood, with why, and the columns that nothing is taken from. @throws Refusal `file-unreadable` */
export async function readLeavers(
  call: Call,
  file: FileValue,
): Promise<{ rows: LeavingRow[]; wrong: { title: string; why: string }[]; unused: Unused[] }> {
  const table = await readTable(file, {
    maxRows,
    empty: say.empty,
    namesKnown: namesKnownIn(dictionary),
    timeZone: call.known.centre.timeZone,
  });
  const { at, others } = await findColumns(dictionary, table);
  if (at.leaver === undefined) refuseFile(say.noColumn);
  const cell = (row: Cells, i: number | undefined) => (i === undefined ? '' : (row.cells[i] ?? '').trim());
  const read = table.rows.map((row) => ({
    line: row.line,
    leaver: cell(row, at.leaver),
    successor: cell(row, at.successor),
    day: cell(row, at.day),
  }));
  const refs = [...new Set(read.flatMap(({ leaver, successor }) => [leaver, successor]).filter(Boolean))];
  const found = await findPeople(call.ctx, { sought: refs.map((ref) => ({ ref, whole: true, near: false })) });
  const idOf = new Map(
    refs.flatMap((ref, i) => {
      const one = found[i];
      return one && 'one' in one ? [[ref, one.one.id] as const] : [];
    }),
  );
  const rows: LeavingRow[] = [];
  const wrong: { title: string; why: string }[] = [];
  const seen = new Set<string>();
  for (const { line, leaver, successor, day } of read) {
    const refuse = (why: string) => wrong.push({ title: [say.row(line), leaver].filter(Boolean).join(': '), why });
    const id = idOf.get(leaver);
    const to = idOf.get(successor);
    const on = day ? readDay(day, 'future') : undefined;
    const later = dayOf(call, on);
    const today = dayOf(call, () => call.now) ?? '';
    if (!leaver) refuse(say.noLeaver);
    else if (!id) refuse(say.unknown(leaver));
    else if (seen.has(id)) refuse(say.twice);
    else if (successor && !to) refuse(say.unknown(successor));
    else if (day && (!later || later < today)) refuse(say.wrongDay(day));
    else rows.push({ id, ...(to && { to }), ...(later && later > today && { day: later }) });
    if (id) seen.add(id);
  }
  return { rows, wrong, unused: await unusedColumns(table, others) };
}
