import { addPeople, previewAdd } from '../../service/people/add.ts';
import type { CheckedRow } from '../../service/people/check-rows.ts';
import type { Card } from '../../ui/card.ts';
import type { FileValue } from '../../ui/form.ts';
import { add as say } from '../../ui/sentences/people.ts';
import { buttonTo } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { remedies } from '../flow/remedies.ts';
import {
  previewCard,
  type RowWords,
  refusedPart,
  type Sorted,
  sortRows,
  withRefusals,
} from '../tables/checked-rows.ts';
import { type PersonRow, readPeople } from './read-people.ts';

/** Adding from a CSV: what would be added, what would not and why. */

const words: RowWords<PersonRow> = {
  done: 'added',
  nameOf: ({ person }) => person.email || `${person.firstName} ${person.lastName}`,
};

/** @throws Refusal `file-unreadable` */
async function checkFile(call: Call, file: FileValue): Promise<Sorted<PersonRow>> {
  const rows = await readPeople(file);
  return sortRows(await judged(call, rows, await previewAdd(call.ctx, { rows: rows.map((r) => r.person) })));
}

const judged = (call: Call, rows: PersonRow[], verdicts: CheckedRow[]) =>
  withRefusals(
    rows,
    (i) => verdicts[i]?.refusals ?? [],
    (refusal) => remedies(call, refusal),
  );

/** Adds what can be added. A row that someone else was quicker with is refused like any other. */
export async function addFile(call: Call, file: FileValue): Promise<Card> {
  const { good, refused } = await checkFile(call, file);
  const { people, rows } = await addPeople(call.ctx, { rows: good.map((r) => r.person), skipRefused: true });
  const late = await judged(call, good, rows);
  return added(call, people, sortRows([...refused, ...late]).refused, file.name);
}

/** What a file would do. Nothing to say Yes to where no row of it can be added. */
export async function previewFile(call: Call, file: FileValue): Promise<Plan | undefined> {
  const sorted = await checkFile(call, file);
  const { good, refused } = sorted;
  if (good.length === 0) return undefined;
  return {
    card: await previewCard(words, file.name, sorted),
    yes: say.csv.button(good.length),
    basis: [...good, ...refused].map((r) => [r.line, r.person.email, r.problems]),
  };
}

/** What was added, and what was not. */
export async function added(
  call: Call,
  people: { id: string; firstName: string; lastName: string }[],
  refused: PersonRow[] = [],
  fileName = 'people.csv',
): Promise<Card> {
  const [first] = people;
  const one = people.length === 1 && first;
  const mails = people.length > 0 ? [say.mails(people.length, call.mailFrom)] : [];
  return {
    title: one
      ? say.doneOne({ name: `${first.firstName} ${first.lastName}`, first: first.firstName })
      : say.done(people.length),
    tone: people.length > 0 ? 'good' : 'attention',
    ...(await refusedPart(words, fileName, refused, mails)),
    buttons: [
      ...(one ? buttonTo(call, 'show', { input: { person: `id:${first.id}` } }) : []),
      ...buttonTo(call, 'add', { label: say.more, step: 'form' }),
      ...buttonTo(call, 'list', { onlyIf: !one }),
    ],
  };
}
