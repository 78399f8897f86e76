import { readDraft, saveDraft } from '../service/drafts.ts';
import { seal, unseal } from '../service/sealed.ts';
import type { File } from '../ui/card.ts';
import type { Call } from './command.ts';
import { refusalsIn } from './refusal.ts';

/** Files that a platform fetches later, kept as drafts are: for their owner alone, for a day. Sealed: a site's secret may be in one. */

const purpose = 'kept-file';

/** @returns the id to ask for it by */
export function keepFile({ ctx }: Call, file: File): Promise<string> {
  const sealed = seal(ctx.app, purpose, ctx.actor.id, JSON.stringify(file));
  return saveDraft(ctx, { kept: sealed.toString('base64') });
}

/** @returns nothing where it is gone, another's, or a draft of another kind */
export async function keptFile({ ctx }: Call, id: string): Promise<File | undefined> {
  try {
    const { kept } = (await readDraft(ctx, id)) as { kept?: unknown };
    if (typeof kept !== 'string') return undefined;
    return JSON.parse(unseal(ctx.app, purpose, ctx.actor.id, Buffer.from(kept, 'base64'))) as File;
  } catch (error) {
    if (refusalsIn(error)) return undefined;
    throw error;
  }
}
