import type { types } from '@slack/bolt';
import { isObject } from '../../../src/lib/json.ts';
import { spoken } from '../../../src/ui/speech.ts';
import { unpackMeta } from '../packed/meta.ts';
import { isErrorId } from '../packed/paths.ts';
import type { ShownView } from '../read/payload.ts';
import { blocksIn } from '../read/shown-view.ts';
import { wrong } from '../render/form-fields.ts';
import { speechAt } from '../render/speech.ts';
import { unescaped } from '../render/text.ts';
import { fitsView } from '../render/view.ts';

/** Slack sends plain text back with entities in it, which it would show as they are the next time. */
function restored(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(restored);
  if (!isObject(value)) return value;
  if (value.type === 'plain_text' && typeof value.text === 'string') return { ...value, text: unescaped(value.text) };
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, restored(each)]));
}

/** What of a view that came back may be sent again. */
export function sendable(view: Record<string, unknown>, blocks: unknown[], metadata: string): types.ModalView {
  const { title, submit, close, callback_id, external_id, clear_on_close, notify_on_close } = view;
  const texts = Object.fromEntries(
    Object.entries({ title, submit, close, callback_id, external_id, clear_on_close, notify_on_close }).filter(
      ([, value]) => value !== undefined && value !== null && value !== '',
    ),
  );
  return restored({ type: 'modal', ...texts, blocks, private_metadata: metadata }) as types.ModalView;
}

/**
 * A filled form as it was sent, with this above its fields: Slack keeps what was typed, ticked and attached where blocks keep their
 * ids. What was wrong the time before is said no more.
 *
 * @returns nothing where a view has no room for one more line
 */
export function keptOpen(view: ShownView, words: string): types.ModalView | undefined {
  const fields = blocksIn(view).filter(({ block_id }) => !isErrorId(block_id));
  const blocks = [...wrong('', spoken(words, speechAt(unpackMeta(view)?.origin))), ...fields] as types.KnownBlock[];
  return fitsView(blocks) ? sendable({ ...view }, blocks, String(view.private_metadata ?? '')) : undefined;
}
