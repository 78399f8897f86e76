import { z } from 'zod';
import { dayIn } from '../../lib/time.ts';
import { eachInTurns, mapInTurns } from '../../lib/turns.ts';
import type { App } from '../../service/context.ts';
import { dropDraft, readDraft, saveDraft } from '../../service/drafts.ts';
import type { Jobs } from '../../service/jobs.ts';
import type { Person } from '../../service/people/person.ts';
import { type Imported, importRows, previewImport, queueImport } from '../../service/progression/import.ts';
import { requestOf } from '../../service/use-case.ts';
import type { Card } from '../../ui/card.ts';
import { countedFacts } from '../../ui/counted-facts.ts';
import type { FileValue } from '../../ui/form.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { fullName } from '../../words/people.ts';
import { buttonForAll } from '../buttons.ts';
import type { Call, Plan, Question, Registry } from '../command.ts';
import { withFileKept } from '../flow/kept-files.ts';
import { refusalsIn } from '../flow/remedies.ts';
import type { Answers } from '../form-inputs.ts';
import {
  previewCard,
  type RowWords,
  refusedPart,
  type Sorted,
  sortRows,
  withRefusals,
} from '../tables/checked-rows.ts';
import { errorsIn, questionAbout } from './ask-results.ts';
import { readResults } from './read-results.ts';
import type { ReadingOf, ResultRow } from './results-file.ts';
import { howItWasRead, sampleRows } from './say-results.ts';
import { undoButton } from './undo-import-cards.ts';

const words: RowWords<ResultRow> = {
  done: 'imported',
  nameOf: ({ row }) => [row.group, row.learner, row.test].filter(Boolean).join(' · '),
};

/** The rows that the service refused are sorted out from the good ones, each with its sentence. */
async function judged({ good, refused }: Sorted<ResultRow>, { refused: late }: Imported): Promise<Sorted<ResultRow>> {
  const refusalsOf = (index: number) => [late.get(index)].filter((r) => r !== undefined);
  return sortRows([...refused, ...(await withRefusals(good, refusalsOf))]);
}

/** Of a file with a column for each test, a line has several results: it is refused as one, with all that is wrong in it. */
async function byLine({ good, refused }: Sorted<ResultRow>): Promise<Sorted<ResultRow>> {
  const wrong = new Map<number, ResultRow>();
  await eachInTurns(refused, (row) => {
    const problems = [...(wrong.get(row.line)?.problems ?? []), ...row.problems];
    wrong.set(row.line, { ...row, problems: [...new Set(problems)] });
  });
  const right = new Map<number, ResultRow>();
  await eachInTurns(good, (row) => wrong.has(row.line) || right.set(row.line, row));
  return { good: [...right.values()], refused: [...wrong.values()] };
}

/** A file, and what was answered to the question about it; nothing where it was not asked yet. */
export interface GivenFile {
  file: FileValue;
  answers?: Answers;
}

/** What a job is given to import. */
const kept = z.object({
  personId: z.uuid(),
  file: z.object({ name: z.string(), base64: z.string() }),
  reading: z.object({
    near: z.object({ today: z.string(), timeZone: z.string() }),
    answers: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())]).nullish()),
  }),
});

type Kept = z.infer<typeof kept>;

const readingOf = (call: Call, answers: Answers = {}): ReadingOf => {
  const { timeZone } = call.known.centre;
  return { near: { today: dayIn(call.now, timeZone), timeZone }, answers };
};

/** What a file would do, or what has to be known of it first. Nothing to say Yes to where no row of it is new. */
export async function previewImportFile(
  call: Call,
  p: Person,
  { file, answers }: GivenFile,
): Promise<Plan | Question | undefined> {
  const reading = readingOf(call, answers);
  const errors = errorsIn(reading);
  const isAsked = answers !== undefined && Object.keys(errors).length === 0;
  const asIs = isAsked ? undefined : await readResults(file, readingOf(call));
  const question = asIs && (await questionAbout(call, p.id, file.name, asIs, reading.near, errors));
  if (question) return question;
  const read = asIs && !answers ? asIs : await readResults(file, reading);
  const found = await sortRows(read.rows);
  const would = await previewImport(call.ctx, { id: p.id, rows: await mapInTurns(found.good, (r) => r.row) });
  const sorted = await judged(found, would);
  if (!changesAnything(would)) return undefined;
  const notes = would.notes.map(say.note);
  const text = [say.for(fullName(would.person)), ...(await howItWasRead(read)), ...notes];
  const card = await previewCard(words, file.name, await byLine(sorted), text);
  const lines = new Set<number>();
  await eachInTurns(sorted.good, (r) => lines.add(r.line));
  return {
    card: { ...card, rows: [...sampleRows(sorted.good), ...(card.rows ?? [])], facts: factsOf(would) },
    yes: say.button(lines.size),
    basis: [p.id, ...Object.values(countsOf(would)), notes, ...sorted.refused.map((r) => r.line)],
  };
}

/** Imports what can be imported. @param progress called with how far it is, where it takes long */
export async function importFile(
  { ctx, registry }: Pick<Call, 'ctx' | 'registry'>,
  { personId, file, reading }: Kept,
  progress?: (done: number, total: number) => void,
): Promise<Card> {
  const found = await sortRows((await readResults(file, reading)).rows);
  const rows = await mapInTurns(found.good, (r) => r.row);
  const done = await importRows(ctx, { id: personId, rows, progress });
  const { refused } = await byLine(await judged(found, done));
  const name = fullName(done.person);
  const all = done.added + done.changed + done.same;
  const isNew = changesAnything(done);
  const none = !isNew && all === 0 && refused.length > 0;
  return {
    title: none ? say.noneGood : isNew ? say.done(all, name) : say.nothingNew(name),
    tone: none ? 'attention' : 'good',
    facts: isNew ? factsOf(done) : [],
    ...(await refusedPart(words, file.name, refused, !isNew && all > 0 ? [say.allThere(all)] : [])),
    buttons: [
      buttonForAll(registry, 'groups', { person: done.person }),
      ...undoButton(registry, done.importId),
      buttonForAll(registry, 'import', { person: done.person, label: say.more, step: 'form' }),
    ],
  };
}

const countsOf = (of: Imported) => {
  const { groups, learners, tests, added, changed, renamed, numbered, corrected, same } = of;
  return { groups, learners, tests, added, changed, renamed, numbered, corrected, same };
};

const changesAnything = (of: Imported) => Object.values(countsOf({ ...of, same: 0 })).some((n) => n > 0);

const factsOf = (of: Imported) => countedFacts(say.facts, of);

/** How many rows of a file are for the processor to wait for: beyond that a job does it, and tells how far it is. */
const manyRows = 5_000;

/** Imports a file: at once, or where it is long and there is a chat to tell of it, by a job. */
export async function importOrQueue(call: Call, p: Person, { file, answers }: GivenFile): Promise<Card> {
  const reading = readingOf(call, answers);
  // Where there was nothing to say Yes to, nothing is written.
  const isLong = call.agreed !== undefined && (await readResults(file, reading)).rows.length > manyRows;
  if (!isLong || !call.ctx.workspaceId) return importFile(call, { personId: p.id, file, reading });
  const draftId = await saveDraft(call.ctx, { personId: p.id, file, reading });
  await queueImport(call.ctx, { id: p.id, draftId });
  return { title: say.begun, text: [say.begunNext] };
}

/**
 * Carries out a long import. Tried again after a crash it finds what is there already, and changes nothing twice.
 *
 * @returns the card that says what was done; nothing where the file is gone, because it was done and told already
 * @throws what is no refusal: the queue tries again
 */
export async function carryOutImport(
  app: App,
  registry: Registry,
  job: Jobs['import-data'],
  progress: (done: number, total: number) => void,
): Promise<Card | null> {
  try {
    const ctx = await requestOf(app, job, 'data.import');
    const given = kept.parse(await readDraft(ctx, job.draftId));
    const card = await importFile({ ctx, registry }, given, progress);
    return await withFileKept(ctx, { verb: 'import', step: 'run' }, card);
  } catch (error) {
    const refused = refusalsIn(error);
    if (refused.some((r) => r.code === 'draft-gone')) return null;
    return { title: talk.cantDo, tone: 'attention', text: [...new Set(refused.map(sentenceOf))] };
  }
}

/** Lets go of the file, once the card that tells of it is there. */
export const dropImport = (app: App, { draftId, actorId: id }: Jobs['import-data']) =>
  dropDraft({ ...app, actor: { id } }, draftId);
