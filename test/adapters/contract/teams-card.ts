import type { DialogView, MessageView } from '../teams/fake/index.ts';
import { buttonsOf, type DataButton, formOf, linesOf, unseen } from './adaptive-shown.ts';
import type { ShownCard, ShownFile, ShownForm } from './chat.ts';

export type TeamsCard = ShownCard & { where: MessageView | DialogView; buttons: DataButton[] };

const consent = 'application/vnd.microsoft.teams.card.file.consent';

/** What a message offers to save; `ref` is the message itself, since that is what is answered. */
const filesOf = (message: MessageView): ShownFile[] =>
  message.attachments
    .filter(({ contentType }) => contentType === consent)
    .map(({ name }) => ({ name: String(name), ref: JSON.stringify(message) }));

export const messageIn = ({ ref }: ShownFile): MessageView => JSON.parse(ref);

const drawn = new WeakMap<MessageView, TeamsCard>();

/** The same card for the same view: a school's talk is long, and is looked at often. */
export function cardShown(where: MessageView, place: ShownCard['in']): TeamsCard {
  const before = drawn.get(where);
  if (before) return before;
  const { id, conversationId, text, summary = '', card } = where;
  const shown = {
    id: `${conversationId} ${id}`,
    in: place,
    // The notification shows the summary.
    words: [text, summary, ...linesOf(card)].filter(Boolean).join('\n'),
    buttons: buttonsOf(card),
    files: filesOf(where),
    where,
  };
  drawn.set(where, shown);
  return shown;
}

/** A dialog with a card or a line in it. */
export function dialogShown(where: DialogView): TeamsCard {
  const { title, card, message } = where;
  return {
    id: 'dialog',
    in: 'dialog',
    words: [unseen(title), ...(message === undefined ? linesOf(card) : [message])].join('\n'),
    buttons: buttonsOf(card),
    files: [],
    where,
  };
}

/** A line that Teams shows one person below a card, for a moment. */
export const toastShown = (words: string, number: number, place: ShownCard['in']): ShownCard => ({
  id: `toast ${number}`,
  in: place,
  words,
  buttons: [],
  files: [],
});

export const isForm = ({ card }: DialogView): boolean => buttonsOf(card).some(({ data }) => 'staffroomForm' in data);

export const formShown = ({ title, card, values }: DialogView): ShownForm => formOf(unseen(title), card, values);
