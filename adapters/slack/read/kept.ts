import { objectOf } from '../../../src/lib/json.ts';
import { idOf, idOfCommand, idOfEvent } from './interaction.ts';
import {
  type AnyPayload,
  type CommandPayload,
  isRowButton,
  type MessageEvent,
  type Payload,
  slashCommand,
} from './payload.ts';

/**
 * Whether these are words that a person wrote to the bot, in their own chat with it or where they mention it; changes, joins
 * and the words of programs are told as messages too.
 */
export const isWritten = (event: MessageEvent): boolean =>
  (event.type === 'app_mention' ? !event.edited : event.type === 'message' && event.channel_type === 'im') &&
  !event.bot_id &&
  Boolean(event.user) &&
  (!event.subtype || written.has(event.subtype));

/** With a file, told to the channel from a thread, said of oneself. */
const written = new Set(['file_share', 'thread_broadcast', 'me_message']);

/**
 * The id of what is kept until it is answered; nothing for what changes nothing and what nobody waits for long: a search, a
 * page that is opened, a tick or a row more in a dialog, which a late answer would set back.
 */
export function keptIn(body: unknown): { id: string; isEvent: boolean } | undefined {
  const payload = objectOf(body) as unknown as AnyPayload;
  if (payload.command === slashCommand) return { id: idOfCommand(payload as CommandPayload), isEvent: false };
  const { event, event_id } = payload;
  if (event && event_id) return isWritten(event) ? { id: idOfEvent({ event_id }), isEvent: true } : undefined;
  return isKept(payload) ? { id: idOf(payload), isEvent: false } : undefined;
}

function isKept({ type, actions, view, callback_id: callback = '' }: Payload): boolean {
  if (type === 'shortcut' || type === 'message_action') return callback.startsWith('staff-');
  if (type === 'view_submission') return view !== undefined;
  const [pressed] = actions ?? [];
  if (type !== 'block_actions' || !pressed) return false;
  return !(view && (isRowButton(pressed) || pressed.type === 'checkboxes'));
}
