import { dayIn } from '../../lib/time.ts';
import { eachInTurns, mapInTurns } from '../../lib/turns.ts';
import type { Ctx } from '../../service/context.ts';
import { dropDraft, saveDraft } from '../../service/drafts.ts';
import { Refusal } from '../../service/errors.ts';
import type { Person } from '../../service/people/person.ts';
import { previewImport, queueImport } from '../../service/progression/import.ts';
import type { Card } from '../../ui/card.ts';
import type { FileValue } from '../../ui/form.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { fullName } from '../../words/people.ts';
import type { Call, Plan, Question } from '../command.ts';
import type { Answers } from '../form-inputs.ts';
import { type Held, heldIn, settled } from '../tables/answers.ts';
import { previewCard, sortRows, sourceOf } from '../tables/checked-rows.ts';
import { asksHowElse, elseButton, howElse } from '../tables/read-else.ts';
import { recalling } from '../tables/remembered-columns.ts';
import { columnFields, errorsIn, questionAbout } from './ask-results.ts';
import { importRead } from './carry-out-import.ts';
import { byLine, changesAnything, countsOf, factsOf, judged, words } from './judge-results.ts';
import { askedOfResults } from './lay-out.ts';
import { readResults } from './read-results.ts';
import type { ReadingOf, ResultsFile } from './results-file.ts';
import { howItWasRead, sampleRows } from './say-results.ts';

/** A file, and what was answered to the question about it; nothing where it was not asked yet. */
export interface GivenFile {
  file: FileValue;
  answers?: Answers;
}

const readingOf = (call: Call, answers: Answers): ReadingOf => {
  const { timeZone } = call.known.centre;
  return { near: { today: dayIn(call.now, timeZone), timeZone }, answers };
};

/** Where names are. */
const namePlaces = ({ layout: { at } }: ResultsFile) =>
  at.learner === undefined ? [at.firstName, at.lastName] : [at.learner];

/** What a file would do, or what has to be known of it first. Nothing to say Yes to where no row of it is new. */
export async function previewImportFile(
  call: Call,
  p: Person,
  { file, answers: given }: GivenFile,
): Promise<Plan | Question | undefined> {
  const reading = (answers: Answers) => readingOf(call, answers);
  if (given && asksHowElse(given))
    return howElse(askedOfResults, given, file, {
      open: (part, answers) => readResults(part, reading(answers)),
      columns: columnFields,
      names: namePlaces,
    });
  const held = heldIn(askedOfResults, given);
  const { before, answers } = held;
  const errors = answers ? errorsIn(reading(answers)) : {};
  const isAsked = answers !== undefined && Object.keys(errors).length === 0;
  const asIs = isAsked ? undefined : await readResults(file, reading(before), recallIf(call.ctx, held));
  const question = asIs && (await questionAbout(call, p.id, file.name, asIs, reading(before), errors));
  if (question) return question;
  const read = asIs && !answers ? asIs : await readResults(file, reading(answers ?? before));
  const found = await sortRows(read.rows);
  const would = await previewImport(call.ctx, { id: p.id, rows: await mapInTurns(found.good, (r) => r.row) });
  const sorted = await judged(found, would);
  if (!changesAnything(would)) return undefined;
  const notes = would.notes.map(say.note);
  const text = [say.for(fullName(would.person)), ...(await howItWasRead(read)), ...notes];
  const card = await previewCard(words, sourceOf(file, read.table), await byLine(sorted), text);
  const lines = new Set<number>();
  await eachInTurns(sorted.good, (r) => lines.add(r.line));
  return {
    card: {
      ...card,
      rows: [...sampleRows(sorted.good), ...(card.rows ?? [])],
      facts: factsOf(would),
      buttons: await otherwise(call, p, file, read, answers),
    },
    yes: say.button(lines.size),
    input: { answers: { ...answers, ...settled(askedOfResults, read, answers ?? before) } },
    basis: [p.id, ...Object.values(countsOf(would)), notes, ...sorted.refused.map((r) => r.line)],
  };
}

const otherwise = (call: Call, p: Person, file: FileValue, read: ResultsFile, answers?: Answers) =>
  elseButton(call, 'import', { file, person: `id:${p.id}` }, askedOfResults, read, answers);

const recallIf = (ctx: Ctx, { isSettled }: Held) => (isSettled ? undefined : recalling(ctx, 'results', askedOfResults));

/** How many rows of a file are for the processor to wait for: beyond that a job does it, and tells how far it is. */
const manyRows = 5_000;

/** Imports a file: at once, or where it is long and there is a chat to tell of it, by a job. */
export async function importOrQueue(call: Call, p: Person, { file, answers: given }: GivenFile): Promise<Card> {
  const held = heldIn(askedOfResults, given);
  const reading = readingOf(call, held.answers ?? held.before);
  const read = await readResults(file, reading, recallIf(call.ctx, held));
  // Where there was nothing to say Yes to, nothing is written.
  const isLong = call.agreed !== undefined && read.rows.length > manyRows;
  if (!isLong || !call.ctx.workspaceId) {
    const card = await importRead(call, { personId: p.id, file, read });
    if (call.agreed !== undefined) return card;
    return { ...card, buttons: [...(await otherwise(call, p, file, read, held.answers)), ...(card.buttons ?? [])] };
  }
  const draftId = await saveDraft(call.ctx, { personId: p.id, file, reading }, { ofJob: true });
  try {
    await queueImport(call.ctx, { id: p.id, draftId });
  } catch (error) {
    if (error instanceof Refusal) await dropDraft(call.ctx, draftId);
    throw error;
  }
  return { title: say.begun, text: [say.begunNext] };
}
