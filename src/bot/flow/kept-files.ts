import { z } from 'zod';
import type { Ctx } from '../../service/context.ts';
import { readDraft, saveDraft } from '../../service/drafts.ts';
import { Refusal } from '../../service/errors.ts';
import { type Action, type Card, type File, workbookType } from '../../ui/card.ts';
import { talk } from '../../ui/sentences/bot.ts';
import type { Call } from '../command.ts';

/** Files that a platform fetches later, kept as drafts are: sealed, for their owner alone, for a day. */

const draft = z.object({
  kept: z.object({ name: z.string(), type: z.enum(['text/csv', 'text/plain', workbookType]), content: z.string() }),
});

/** @returns the id to ask for it by */
export const keepFile = (ctx: Ctx, file: File): Promise<string> => saveDraft(ctx, { kept: file });

/** @returns nothing where it is gone, another's, or a draft of another kind */
export async function keptFile(ctx: Ctx, id: string): Promise<File | undefined> {
  try {
    return draft.safeParse(await readDraft(ctx, id)).data?.kept;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/**
 * A message that a job changes has no room for a file: it is kept, and a button brings it.
 *
 * @param action what the button says, but for the file's id, which comes in its input as `kept`
 */
export async function withFileKept(ctx: Ctx, action: Action, { files: [file] = [], ...card }: Card): Promise<Card> {
  if (!file) return card;
  const input = { ...action.input, kept: await keepFile(ctx, file) };
  return { ...card, buttons: [...(card.buttons ?? []), { label: talk.getFile, action: { ...action, input } }] };
}

/** What such a button brings. @throws Refusal `draft-gone` */
export async function keptFileCard(call: Call, id: string, title: string): Promise<Card> {
  const file = await keptFile(call.ctx, id);
  if (!file) throw new Refusal('draft-gone', {});
  return { title, files: [file] };
}
