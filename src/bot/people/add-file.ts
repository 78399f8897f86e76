import { Refusal } from '../../service/errors.ts';
import { addPeople, previewAdd } from '../../service/people/add.ts';
import type { CheckedRow } from '../../service/people/check-rows.ts';
import type { Button, Card } from '../../ui/card.ts';
import type { FileValue } from '../../ui/form.ts';
import { add as say } from '../../ui/sentences/people.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { buttonTo } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { remedies } from '../flow/remedies.ts';
import { type CsvRow, readPeople, refusedFile } from './add-csv.ts';

/** Adding from a CSV: what would be added, what would not and why. */

/** Refused rows that the card shows; the file has all. */
const shownRefused = 8;

/** A row that can't be added, and the buttons that help with it. */
type Refused = CsvRow & { buttons: Button[] };

/** @throws Refusal `file-unreadable` beside the file's field */
async function checkFile(call: Call, file: FileValue): Promise<{ good: CsvRow[]; refused: Refused[] }> {
  const read = readPeople(file.content);
  if ('unreadable' in read) throw new Refusal('file-unreadable', { why: read.unreadable }, 'file');
  const verdicts = await previewAdd(call.ctx, { rows: read.rows.map((r) => r.person) });
  return judged(call, read.rows, verdicts);
}

/** Adds what can be added. A row that someone else was quicker with is refused like any other. */
export async function addFile(call: Call, file: FileValue): Promise<Card> {
  const { good, refused } = await checkFile(call, file);
  const { people, rows } = await addPeople(call.ctx, { rows: good.map((r) => r.person), skipRefused: true });
  const late = judged(call, good, rows).refused;
  return added(
    call,
    people,
    [...refused, ...late].sort((a, b) => a.line - b.line),
    file.name,
  );
}

function judged(call: Call, rows: CsvRow[], verdicts: CheckedRow[]): { good: CsvRow[]; refused: Refused[] } {
  const checked = rows.map((row, i): Refused => {
    const refusals = verdicts[i]?.refusals ?? [];
    const buttons = refusals.flatMap((r) => remedies(call, r));
    return { ...row, problems: [...row.problems, ...refusals.map(sentenceOf)], buttons };
  });
  return {
    good: checked.filter((r) => r.problems.length === 0),
    refused: checked.filter((r) => r.problems.length > 0),
  };
}

/** What a file would do. Nothing to say Yes to where no row of it can be added. */
export async function previewFile(call: Call, file: FileValue): Promise<Plan | undefined> {
  const { good, refused } = await checkFile(call, file);
  if (good.length === 0) return undefined;
  return {
    card: {
      title: say.csv.title(file.name, good.length + refused.length),
      state: say.csv.state(good.length, refused.length),
      ...refusedPart(refused, file.name),
    },
    yes: say.csv.button(good.length),
    basis: [...good, ...refused].map((r) => [r.line, r.person.email, r.problems]),
  };
}

function refusedPart(refused: Refused[], fileName = 'people.csv'): Pick<Card, 'rows' | 'text' | 'files'> {
  if (refused.length === 0) return {};
  return {
    text: [say.csv.refused(Math.min(shownRefused, refused.length), refused.length)],
    rows: refused.slice(0, shownRefused).map((r) => ({
      title: `${say.csv.row(r.line)}: ${r.person.email || `${r.person.firstName} ${r.person.lastName}`}`,
      detail: r.problems.join(' '),
      buttons: r.buttons,
    })),
    files: [refusedFile(refused, fileName)],
  };
}

/** What was added, and what was not. */
export function added(
  call: Call,
  people: { id: string; firstName: string; lastName: string }[],
  refused: Refused[],
  fileName?: string,
): Card {
  const [first] = people;
  const one = people.length === 1 && first;
  const part = refusedPart(refused, fileName);
  return {
    title: one
      ? say.doneOne({ name: `${first.firstName} ${first.lastName}`, first: first.firstName })
      : say.done(people.length),
    tone: people.length > 0 ? 'good' : 'attention',
    ...part,
    text: [...(people.length > 0 ? [say.mails(people.length, call.mailFrom)] : []), ...(part.text ?? [])],
    buttons: [
      ...(one ? buttonTo(call, 'show', { input: { person: `id:${first.id}` } }) : []),
      ...buttonTo(call, 'add', { label: say.more, step: 'form' }),
      ...buttonTo(call, 'list', { when: !one }),
    ],
  };
}
