import { z } from 'zod';
import type { App } from '../../service/context.ts';
import { dropDraft, readDraft, saveDraft } from '../../service/drafts.ts';
import type { Jobs } from '../../service/jobs.ts';
import type { Person } from '../../service/people/person.ts';
import { queueImport } from '../../service/progression/queue-import.ts';
import { requestOf } from '../../service/use-case.ts';
import type { Card } from '../../ui/card.ts';
import type { FileValue } from '../../ui/form.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { importing as say } from '../../ui/sentences/import.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import type { Call, Registry } from '../command.ts';
import { withFileKept } from '../flow/kept-files.ts';
import { refusalsIn } from '../flow/remedies.ts';
import { importFile, isLong } from './import-file.ts';

/** Long imports, which a job carries out while it tells how far it is. */

const kept = z.object({ personId: z.uuid(), file: z.object({ name: z.string(), content: z.string() }) });

/** Imports a file: at once, or where it is long and there is a chat to tell of it, by a job. */
export async function importOrQueue(call: Call, p: Person, file: FileValue): Promise<Card> {
  if (!isLong(file) || !call.ctx.workspaceId) return importFile(call, p.id, file);
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
    return await withFileKept(
      ctx,
      { verb: 'import', step: 'run' },
      await importFile({ ctx, registry }, personId, file, progress),
    );
  } catch (error) {
    const refused = refusalsIn(error);
    if (refused.some((r) => r.code === 'draft-gone')) return null;
    return { title: talk.cantDo, tone: 'attention', text: [...new Set(refused.map(sentenceOf))] };
  }
}

/** Lets go of the file, once the card that tells of it is there. */
export const dropImport = (app: App, { draftId, actorId: id }: Jobs['import-data']) =>
  dropDraft({ ...app, actor: { id } }, draftId);
