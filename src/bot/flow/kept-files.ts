import type { Ctx } from '../../service/context.ts';
import { readDraft, saveDraft } from '../../service/drafts.ts';
import { Refusal } from '../../service/errors.ts';
import { seal, unseal } from '../../service/sealed.ts';
import type { Action, Card, File } from '../../ui/card.ts';
import { talk } from '../../ui/sentences/bot.ts';
import type { Call } from '../command.ts';

/**
 * Files that a platform fetches later, kept as drafts are: for their owner alone, for a day. They are sealed, since a
 * site's secret may be in one.
 */

const purpose = 'kept-file';

/** @returns the id to ask for it by */
export function keepFile(ctx: Ctx, file: File): Promise<string> {
  const sealed = seal(ctx, purpose, ctx.actor.id, JSON.stringify(file));
  return saveDraft(ctx, { kept: sealed.toString('base64') });
}

/** @returns nothing where it is gone, another's, or a draft of another kind */
export async function keptFile(ctx: Ctx, id: string): Promise<File | undefined> {
  try {
    const { kept } = (await readDraft(ctx, id)) as { kept?: unknown };
    if (typeof kept !== 'string') return undefined;
    return JSON.parse(unseal(ctx, purpose, ctx.actor.id, Buffer.from(kept, 'base64'))) as File;
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
