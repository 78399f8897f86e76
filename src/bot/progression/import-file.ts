import { z } from 'zod';
import type { App } from '../../service/context.ts';
import { dropDraft, readDraft, saveDraft } from '../../service/drafts.ts';
import type { Jobs } from '../../service/jobs.ts';
import { fullName, type Person } from '../../service/people/person.ts';
import { type Imported, importRows, previewImport, queueImport } from '../../service/progression/import.ts';
import { requestOf } from '../../service/use-case.ts';
import type { Card } from '../../ui/card.ts';
import { countedFacts } from '../../ui/counted-facts.ts';
import type { FileValue } from '../../ui/form.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { buttonForAll } from '../buttons.ts';
import type { Call, Plan, Registry } from '../command.ts';
import { withFileKept } from '../flow/kept-files.ts';
import { refusalsIn } from '../flow/remedies.ts';
import {
  previewCard,
  type RowWords,
  refusedPart,
  type Sorted,
  sortRows,
  withRefusals,
} from '../tables/checked-rows.ts';
import { type ResultRow, readResults } from './read-results.ts';

const words: RowWords<ResultRow> = {
  done: 'imported',
  nameOf: ({ row }) => [row.group, row.learner, row.test].filter(Boolean).join(' · '),
};

/** The rows that the service refused are sorted out from the good ones, each with its sentence. */
async function judged({ good, refused }: Sorted<ResultRow>, { refused: late }: Imported): Promise<Sorted<ResultRow>> {
  const refusalsOf = (index: number) => [late.get(index)].filter((r) => r !== undefined);
  return sortRows([...refused, ...(await withRefusals(good, refusalsOf))]);
}

/** What a file would do. Nothing to say Yes to where no row of it is new. */
export async function previewImportFile(call: Call, p: Person, file: FileValue): Promise<Plan | undefined> {
  const found = sortRows(await readResults(file));
  const would = await previewImport(call.ctx, { id: p.id, rows: found.good.map((r) => r.row) });
  const sorted = await judged(found, would);
  if (!changesAnything(would)) return undefined;
  const notes = would.notes.map(say.note);
  return {
    card: {
      ...(await previewCard(words, file.name, sorted, [say.for(fullName(would.person)), ...notes])),
      facts: factsOf(would),
    },
    yes: say.button(sorted.good.length),
    basis: [p.id, ...Object.values(countsOf(would)), notes, ...sorted.refused.map((r) => r.line)],
  };
}

/** Imports what can be imported. @param progress called with how far it is, where it takes long */
export async function importFile(
  { ctx, registry }: Pick<Call, 'ctx' | 'registry'>,
  personId: string,
  file: FileValue,
  progress?: (done: number, total: number) => void,
): Promise<Card> {
  const found = sortRows(await readResults(file));
  const rows = found.good.map((r) => r.row);
  const done = await importRows(ctx, { id: personId, rows, progress });
  const { refused } = await judged(found, done);
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

const kept = z.object({ personId: z.uuid(), file: z.object({ name: z.string(), base64: z.string() }) });

/** Imports a file: at once, or where it is long and there is a chat to tell of it, by a job. */
export async function importOrQueue(call: Call, p: Person, file: FileValue): Promise<Card> {
  // Where there was nothing to say Yes to, nothing is written.
  const isLong = call.agreed !== undefined && (await readResults(file)).length > manyRows;
  if (!isLong || !call.ctx.workspaceId) return importFile(call, p.id, file);
  const draftId = await saveDraft(call.ctx, { personId: p.id, file });
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
    const { personId, file } = kept.parse(await readDraft(ctx, job.draftId));
    const card = await importFile({ ctx, registry }, personId, file, progress);
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
