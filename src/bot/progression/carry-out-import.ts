import { z } from 'zod';
import { mapInTurns } from '../../lib/turns.ts';
import type { App } from '../../service/context.ts';
import { dropDraft, readDraft } from '../../service/drafts.ts';
import { Refusal } from '../../service/errors.ts';
import type { Jobs } from '../../service/jobs.ts';
import { type Imported, importRows, previewImport } from '../../service/progression/import.ts';
import { requestOf } from '../../service/use-case.ts';
import type { Card } from '../../ui/card.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { fullName } from '../../words/people.ts';
import { buttonForAll } from '../buttons.ts';
import type { Call, Registry } from '../command.ts';
import { withFileKept } from '../flow/kept-files.ts';
import { refusalsIn } from '../flow/remedies.ts';
import { refusedPart, type Sorted, type Source, sortRows, sourceOf } from '../tables/checked-rows.ts';
import { keepColumns } from '../tables/remembered-columns.ts';
import { byLine, changesAnything, factsOf, judged, words } from './judge-results.ts';
import { readResults } from './read-results.ts';
import type { ResultRow, ResultsFile } from './results-file.ts';
import { undoButton } from './undo-import-cards.ts';

/** Importing a file: at once, or by a job. */

/** What a job is given to import. */
const kept = z.object({
  personId: z.uuid(),
  file: z.object({ name: z.string(), base64: z.string() }),
  reading: z.object({
    near: z.object({ today: z.string(), timeZone: z.string() }),
    answers: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())]).nullish()),
  }),
});

export type Kept = z.infer<typeof kept>;

/** Imports what can be imported. @param progress called with how far it is, where it takes long */
export async function importRead(
  { ctx, registry }: Pick<Call, 'ctx' | 'registry'>,
  { personId, file, read }: Pick<Kept, 'personId' | 'file'> & { read: ResultsFile },
  progress?: (done: number, total: number) => void,
): Promise<Card> {
  const found = await sortRows(read.rows);
  const rows = await mapInTurns(found.good, (r) => r.row);
  const done = await importRows(ctx, { id: personId, rows, progress });
  // What brought nothing may be a mistake.
  if (changesAnything(done)) await keepColumns(ctx, 'results', read.table.columns, read.chosen);
  return doneCard(registry, sourceOf(file, read.table), found, done);
}

/** What came of it. */
async function doneCard(
  registry: Registry,
  source: Source,
  found: Sorted<ResultRow>,
  done: Imported & { importId?: string | undefined },
): Promise<Card> {
  const { refused } = await byLine({ good: [], refused: (await judged(found, done)).refused });
  const name = fullName(done.person);
  const all = done.added + done.changed + done.same;
  const isNew = changesAnything(done);
  const none = !isNew && all === 0 && refused.length > 0;
  return {
    title: none ? say.noneGood : isNew ? say.done(all, name) : say.nothingNew(name),
    tone: none ? 'attention' : 'good',
    facts: isNew ? factsOf(done) : [],
    ...(await refusedPart(words, source, refused, !isNew && all > 0 ? [say.allThere(all)] : [])),
    buttons: [
      buttonForAll(registry, 'groups', { person: done.person }),
      ...undoButton(registry, done.importId),
      buttonForAll(registry, 'import', { person: done.person, label: say.more, step: 'form' }),
    ],
  };
}

/** The same, of a file that is still to be read. */
export const importFile = async (
  from: Pick<Call, 'ctx' | 'registry'>,
  given: Kept,
  progress?: (done: number, total: number) => void,
): Promise<Card> => importRead(from, { ...given, read: await readResults(given.file, given.reading) }, progress);

/** What is told of an import that was done, but not told of: it may have been undone since. */
async function doneBefore({ ctx, registry }: Pick<Call, 'ctx' | 'registry'>, { personId, ...given }: Kept) {
  const read = await readResults(given.file, given.reading);
  const found = await sortRows(read.rows);
  const left = await previewImport(ctx, { id: personId, rows: await mapInTurns(found.good, (r) => r.row) });
  if (!changesAnything(left)) return doneCard(registry, sourceOf(given.file, read.table), found, left);
  return { title: talk.doneTitle, tone: 'good', text: [talk.done] } satisfies Card;
}

/**
 * Carries out a long import, once: tried again after a crash it changes nothing twice, nor brings back what was undone since.
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
    const ctx = { ...(await requestOf(app, job, 'data.import')), idempotencyKey: `import:${job.draftId}` };
    const given = kept.parse(await readDraft(ctx, job.draftId));
    const card = await importFile({ ctx, registry }, given, progress).catch((error) => {
      if (error instanceof Refusal && error.code === 'already-done') return doneBefore({ ctx, registry }, given);
      throw error;
    });
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
