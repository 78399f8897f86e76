import type { types } from '@slack/bolt';
import type { Card } from '../../../src/ui/card.ts';
import { plainText } from '../../../src/ui/plain-text.ts';
import { slack as say, surface as words } from '../../../src/ui/sentences/chat.ts';
import { spoken } from '../../../src/ui/speech.ts';
import { limits } from '../limits.ts';
import { type Origin, packMeta } from '../packed/meta.ts';
import { body, foot, titleOf } from './parts.ts';
import { context, heading, type Part, sections } from './sections.ts';
import { speechAt } from './speech.ts';
import { cut, plain, sizeOf } from './text.ts';

export type ModalView = types.ModalView;

/** What comes of a view is heard of by its callback id, whichever that is. */
export const callback = 'view';

/** A view's title bar, and where that has no room for all of the title, the whole of it as a heading. */
export function titleBar(title: string): { title: types.PlainTextElement; blocks: types.KnownBlock[] } {
  return {
    title: plain(cut(title, limits.view.title)),
    blocks: sizeOf(title) > limits.view.title ? heading(title) : [],
  };
}

/** The bytes of some blocks, as if all but ASCII were spelt out: we don't know how Slack counts. */
function bytesOf(blocks: types.KnownBlock[]): number {
  const json = JSON.stringify(blocks);
  return json.length + 5 * (json.match(/[<>&]|[^ -~]/g)?.length ?? 0);
}

/** Whether a view can hold these. */
export function fitsView(blocks: types.KnownBlock[]): boolean {
  return blocks.length <= limits.view.blocks && bytesOf(blocks) <= limits.view.bytes;
}

/** As many parts as fit, then what stands below them all; where some were left out, a line says so. */
export function filled(parts: Part[], end: Part, notAll: string): { blocks: types.KnownBlock[]; isCut: boolean } {
  const whole = [...parts, end].flat();
  if (fitsView(whole)) return { blocks: whole, isCut: false };
  const cutEnd = [...context(notAll), ...end];
  let bytes = bytesOf(cutEnd);
  let count = cutEnd.length;
  const kept: Part[] = [];
  for (const part of parts) {
    bytes += bytesOf(part);
    count += part.length;
    if (count > limits.view.blocks || bytes > limits.view.bytes) break;
    kept.push(part);
  }
  return { blocks: [...kept.flat(), ...cutEnd], isCut: true };
}

/**
 * A card as a modal.
 *
 * @returns `whole`: all of the card as text, where the modal can't hold it and says that it is in a file
 * @throws where the origin is too long
 */
export function cardView(given: Card, origin: Origin = {}): { view: types.ModalView; whole?: string } {
  const card = spoken(given, speechAt(origin));
  const bar = titleBar(titleOf(card));
  const metadata = packMeta({ origin });
  if (metadata === undefined) throw new Error('The origin of a view is too long');
  const { blocks, isCut } = filled(
    [...bar.blocks.map((block) => [block]), ...body(card, 'view')],
    foot(card),
    words.wholeInFile,
  );
  const view: types.ModalView = {
    type: 'modal',
    callback_id: callback,
    title: bar.title,
    close: plain(words.close),
    // A view wants a block; a card may be no more than its title.
    blocks: blocks.length > 0 ? blocks : heading(titleOf(card)),
    private_metadata: metadata,
  };
  return { view, ...(isCut ? { whole: plainText(card) } : {}) };
}

/** What stands while the answer is made: a trigger opens a view only within three seconds. */
export const loadingView = (): types.ModalView => ({
  type: 'modal',
  callback_id: callback,
  title: plain(say.loadingTitle),
  close: plain(words.close),
  blocks: sections(say.loading),
});
