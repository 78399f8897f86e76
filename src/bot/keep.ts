import { readDraft, saveDraft } from '../service/drafts.ts';
import type { File } from '../ui/card.ts';
import type { Call } from './command.ts';
import { refusalsIn } from './refusal.ts';

/** Files that a platform fetches later, kept as drafts are: for their owner alone, for a day. */

/** @returns the id to ask for it by */
export const keepFile = (call: Call, file: File): Promise<string> => saveDraft(call.ctx, { kept: file });

/** @returns nothing where it is gone, another's, or a draft of another kind */
export async function keptFile(call: Call, id: string): Promise<File | undefined> {
  try {
    return ((await readDraft(call.ctx, id)) as { kept?: File }).kept;
  } catch (error) {
    if (refusalsIn(error)) return undefined;
    throw error;
  }
}
