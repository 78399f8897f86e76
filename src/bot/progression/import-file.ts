import { Refusal } from '../../service/errors.ts';
import { fullName, type Person } from '../../service/people/person.ts';
import { type Imported, importRows, previewImport } from '../../service/progression/import.ts';
import type { Card, Fact } from '../../ui/card.ts';
import type { FileValue } from '../../ui/form.ts';
import { formatNumber } from '../../ui/formats.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { buttonForAll } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { refusedFile } from '../people/add-csv.ts';
import { type ResultRow, readResults } from './import-csv.ts';

/** Refused rows that the card shows; the file has all. */
const shownRefused = 8;

interface Read {
  good: ResultRow[];
  refused: ResultRow[];
}

/** @throws Refusal `file-unreadable` beside the file's field */
function read(file: FileValue): Read {
  const found = readResults(file.content);
  if ('unreadable' in found) throw new Refusal('file-unreadable', { why: found.unreadable }, 'file');
  return {
    good: found.rows.filter((r) => r.problems.length === 0),
    refused: found.rows.filter((r) => r.problems.length > 0),
  };
}

/** The rows that the service refused are sorted out from the good ones, each with its sentence. */
function judged({ good, refused }: Read, { refused: late }: Imported): Read {
  const named = good.map((r, i) => {
    const refusal = late.get(i);
    return refusal ? { ...r, problems: [sentenceOf(refusal)] } : r;
  });
  return {
    good: named.filter((r) => r.problems.length === 0),
    refused: [...refused, ...named.filter((r) => r.problems.length > 0)].sort((a, b) => a.line - b.line),
  };
}

/** What a file would do. Nothing to say Yes to where no row of it is new. */
export async function previewImportFile(call: Call, p: Person, file: FileValue): Promise<Plan | undefined> {
  const found = read(file);
  const would = await previewImport(call.ctx, { id: p.id, rows: found.good.map((r) => r.row) });
  const { good, refused } = judged(found, would);
  const numbers = [would.groups, would.learners, would.tests, would.added, would.changed];
  if (numbers.every((n) => n === 0)) return undefined;
  return {
    card: {
      title: say.file(file.name, good.length + refused.length),
      state: say.state(good.length, refused.length),
      facts: factsOf(would),
      ...refusedPart(refused, file.name, [say.for(fullName(would.person))]),
    },
    yes: say.button(good.length),
    basis: [p.id, ...numbers, would.same, ...refused.map((r) => r.line)],
  };
}

/** Imports what can be imported. @param progress told how far it is, where it takes long */
export async function importFile(
  { ctx, registry }: Pick<Call, 'ctx' | 'registry'>,
  personId: string,
  file: FileValue,
  progress?: (done: number, total: number) => void,
): Promise<Card> {
  const found = read(file);
  const rows = found.good.map((r) => r.row);
  const done = await importRows(ctx, { id: personId, rows, ...(progress && { progress }) });
  const { refused } = judged(found, done);
  const name = fullName(done.person);
  const all = done.added + done.changed + done.same;
  const isNew = done.groups + done.learners + done.tests + done.added + done.changed > 0;
  const none = !isNew && all === 0 && refused.length > 0;
  return {
    title: none ? say.noneGood : isNew ? say.done(all, name) : say.nothingNew(name),
    tone: none ? 'attention' : 'good',
    facts: isNew ? factsOf(done) : [],
    ...refusedPart(refused, file.name, !isNew && all > 0 ? [say.allThere(all)] : []),
    buttons: [
      buttonForAll(registry, 'groups', { person: done.person }),
      buttonForAll(registry, 'import', { person: done.person, label: say.more, step: 'form' }),
    ],
  };
}

function factsOf(of: Imported): Fact[] {
  const names = { ...say.facts, changed: say.changed, same: say.same };
  return (Object.keys(names) as (keyof typeof names)[])
    .filter((key) => of[key] > 0)
    .map((key) => ({ label: names[key], value: formatNumber(of[key]) }));
}

function refusedPart(refused: ResultRow[], fileName: string, text: string[]): Pick<Card, 'rows' | 'text' | 'files'> {
  if (refused.length === 0) return { text };
  return {
    text: [...text, say.refused(Math.min(shownRefused, refused.length), refused.length)],
    rows: refused.slice(0, shownRefused).map((r) => ({
      title: `${say.row(r.line)}: ${[r.row.group, r.row.learner, r.row.test].filter(Boolean).join(' · ')}`,
      detail: r.problems.join(' '),
    })),
    files: [refusedFile(refused, fileName)],
  };
}

/** How many rows of a file are for the processor to wait for: beyond that a job does it, and tells how far it is. */
export const manyRows = 5_000;

/** Whether a file is too long to wait for, by its lines. */
export const isLong = (file: FileValue): boolean => {
  let lines = 0;
  for (let i = file.content.indexOf('\n'); i !== -1 && lines <= manyRows; i = file.content.indexOf('\n', i + 1))
    lines += 1;
  return lines > manyRows;
};
