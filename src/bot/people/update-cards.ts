import type { UpdatePlan } from '../../service/people/update/match-rows.ts';
import { changesOf, outlineOfUpdate, updatePeople } from '../../service/people/update/update.ts';
import type { Change } from '../../service/people/update/wanted.ts';
import type { Button, Card, Row } from '../../ui/card.ts';
import type { FileValue } from '../../ui/form.ts';
import { addFile as sayFile } from '../../ui/sentences/add-file.ts';
import { csv } from '../../ui/sentences/csv.ts';
import { add as sayAdd } from '../../ui/sentences/people.ts';
import { update as say } from '../../ui/sentences/update.ts';
import { fullName } from '../../words/people.ts';
import { buttonTo } from '../buttons.ts';
import type { Call, Plan, Question } from '../command.ts';
import { packInput } from '../flow/pack-input.ts';
import type { Answers } from '../form-inputs.ts';
import { settled } from '../tables/answers.ts';
import { type FileRow, refusedFile, sourceOf } from '../tables/checked-rows.ts';
import { refuseFile } from '../tables/read.ts';
import { elseButton } from '../tables/read-else.ts';
import { keepColumns } from '../tables/remembered-columns.ts';
import { changedRow, changesFile, waysOf } from './change-words.ts';
import { exportFile } from './export-file.ts';
import { fileNotes } from './file-preview.ts';
import { buttonForEach } from './many.ts';
import { askedOfPeople } from './people-file.ts';
import { personRow } from './profile-card.ts';
import { countsOf, isQuestion, readRows, readUpdate, refusedOf, type UpdateFile } from './update-file.ts';

/** Changing many by a file: what would become of each, what became of them, and who is not in it. */

/** Most who are shown one by one, of those who change, those who are new, and rows that are refused. */
const shown = { changed: 20, added: 5, refused: 8 };

/** What a file would do, or what has to be asked about it. Nothing to say Yes to where it changes nothing. */
export async function updatePlan(
  call: Call,
  given: FileValue,
  answers?: Answers,
): Promise<Plan | Question | undefined> {
  const read = await readUpdate(call, given, answers);
  if (isQuestion(read)) return read;
  const { added, changed } = countsOf(read);
  if (added + changed === 0) return undefined;
  const { file, held } = read;
  return {
    card: await previewOf(call, read),
    yes: say.yes(changed, added),
    input: { answers: { ...held.answers, ...settled(askedOfPeople, file, held.answers ?? held.before) } },
    basis: await outlineOfUpdate(read.plan),
  };
}

async function previewOf(call: Call, read: UpdateFile): Promise<Card> {
  const { plan, refused, file, given, held } = read;
  const changes = changesOf(plan);
  const source = sourceOf(given, file.table);
  const counts = countsOf(read);
  const waits = plan.verdicts.filter((verdict) => verdict.kind === 'same' && verdict.waits).length;
  const files = [
    ...(refused.length > 0 ? [await refusedFile(refused, source)] : []),
    ...(changes.length > 0 ? [await changesFile(changes)] : []),
  ];
  return {
    title: csv.title(given.name, plan.verdicts.length),
    state: say.counted(counts),
    text: [
      ...(changes.some(({ person }) => person.id === call.ctx.actor.id) ? [say.own] : []),
      ...say.ways(waysOf(changes)),
      ...(waits > 0 ? [say.waits(waits)] : []),
      ...(changes.some(sitesStay) ? [say.sitesStay] : []),
      ...perhapsSame(plan),
      ...(counts.missing > 0 ? [say.missing(counts.missing)] : []),
      ...(await fileNotes(file, read.read)),
      say.blanks,
      ...(changes.length > shown.changed ? [say.firstChanged(shown.changed, changes.length)] : []),
      ...(refused.length > 0 ? [say.refused(Math.min(shown.refused, refused.length), refused.length)] : []),
    ],
    rows: [...refusedRows(refused), ...changes.slice(0, shown.changed).map(changedRow), ...newRows(plan)],
    files,
    buttons: await lookButton(call, read),
    more: await elseButton(call, 'update', { file: given }, askedOfPeople, file, held.answers),
  };
}

const sitesStay = ({ programmes, give, take }: Change) => programmes !== undefined && give.length + take.length === 0;

const refusedRows = (refused: FileRow[]): Row[] =>
  refused.slice(0, shown.refused).map(({ line, given, problems, buttons }) => ({
    title: `${csv.row(line)}: ${given
      .filter((cell) => cell.trim() !== '')
      .slice(0, 3)
      .join(' ')}`,
    detail: problems.join(' '),
    buttons,
  }));

const newRows = ({ verdicts }: UpdatePlan): Row[] =>
  verdicts
    .flatMap((verdict) => (verdict.kind === 'new' ? [verdict.person] : []))
    .slice(0, shown.added)
    .map((person) => ({ title: fullName(person), state: say.isNew, detail: person.email }));

/** New people who may be known by another e-mail: whoever is of their name is in no row. */
function perhapsSame({ verdicts, missing }: UpdatePlan): string[] {
  const known = new Set(missing.map((person) => fullName(person).toLowerCase()));
  const names = verdicts.flatMap((verdict) => (verdict.kind === 'new' ? [fullName(verdict.person)] : []));
  const found = names.filter((name) => known.has(name.toLowerCase()));
  return found.length > 0 ? [say.perhapsSame(found.slice(0, 5))] : [];
}

/** Leads to those who are in no row; the file stays with it. */
async function lookButton(call: Call, { given, held, plan }: Omit<UpdateFile, 'refused'>): Promise<Button[]> {
  if (plan.missing.length === 0) return [];
  const { answers } = held;
  const input = await packInput(call, 'update', { file: given, get: 'missing', ...(answers && { answers }) });
  return [{ label: say.look(plan.missing.length), action: { verb: 'update', step: 'run', input } }];
}

/** Changes what was agreed to. What would change nothing is shown, with what was refused. */
export async function updateByFile(call: Call, given: FileValue, answers?: Answers): Promise<Card> {
  if (call.agreed === undefined) return nothingToDo(call, given, answers);
  const read = await readRows(call, given, answers);
  if (isQuestion(read)) refuseFile(sayFile.whichColumns);
  const { file, rows } = read;
  const { plan, changeId } = await updatePeople(call.ctx, { rows, agreed: call.agreed });
  const refused = refusedOf(call, read.read.rows, plan.verdicts);
  await keepColumns(call.ctx, 'people', file.table.columns, file.chosen);
  const changes = changesOf(plan);
  const added = plan.verdicts.filter(({ kind }) => kind === 'new').length;
  return {
    title: say.done(changes.length, added),
    tone: 'good',
    text: [
      ...(added > 0 ? [sayAdd.mails(added, call.mailFrom)] : []),
      ...say.ways(waysOf(changes)),
      ...(changeId ? [say.undoWithin] : []),
      ...(changeId && added > 0 ? [say.addedStay] : []),
      ...(refused.length > 0 ? [say.refusedRows(refused.length)] : []),
    ],
    files: refused.length > 0 ? [await refusedFile(refused, sourceOf(given, file.table))] : [],
    buttons: [
      ...(changeId ? buttonTo(call, 'update', { label: say.undo, input: { undo: changeId } }) : []),
      ...(await lookButton(call, { ...read, plan })),
      ...buttonTo(call, 'list'),
    ],
  };
}

async function nothingToDo(call: Call, given: FileValue, answers?: Answers): Promise<Card> {
  const read = await readUpdate(call, given, answers);
  if (isQuestion(read)) refuseFile(sayFile.whichColumns);
  return { ...(await previewOf(call, read)), title: say.nothing, tone: 'attention' };
}

/** Who is not in the file, to look at and to choose from. Nothing happens to anyone by it. */
export async function missingCard(call: Call, given: FileValue, answers?: Answers): Promise<Card> {
  const read = await readUpdate(call, given, answers);
  if (isQuestion(read)) refuseFile(sayFile.whichColumns);
  const { missing } = read.plan;
  if (missing.length === 0) return { title: say.missingNone, buttons: buttonTo(call, 'list') };
  const others = missing.filter(({ id }) => id !== call.ctx.actor.id);
  return {
    title: say.missingTitle(missing.length),
    text: [say.missingNote, ...(missing.length > shown.changed ? [say.moreThan(missing.length - shown.changed)] : [])],
    rows: missing.slice(0, shown.changed).map((person) => personRow(call, person)),
    files: [await exportFile(say.missingFile, missing)],
    buttons: await buttonForEach(call, 'suspend', others, { label: say.suspendAll(others.length) }),
  };
}
