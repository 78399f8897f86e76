import type { Reply } from '../../src/bot/inbound.ts';
import type { Form } from '../../src/ui/form.ts';

type CardReply = Extract<Reply, { kind: 'card' }>;

/** What is answered to a filled form. */
export interface FormAnswer {
  /** The form again, with what is wrong in it. */
  form?: Form;
  /** The form stays as it is, with this above its fields. */
  kept?: { words: string; reply: CardReply };
  /** What comes beside a form that stays, or in its place. */
  cards: CardReply[];
}

/** The parts of an answer to a filled form; a form has no place for buttons, so they come as a card beside it. */
export function answerToForm(replies: Reply[]): FormAnswer {
  const form = replies.find((reply) => reply.kind === 'form')?.form;
  const cards = replies.filter((reply) => reply.kind === 'card');
  const reply = form ? undefined : cards.find(({ keepsForm }) => keepsForm);
  const beside = cards.filter((each) => each !== reply || (each.card.buttons ?? []).length > 0);
  return {
    ...(form && { form }),
    ...(reply && { kept: { words: aboveForm(reply), reply } }),
    cards: beside,
  };
}

const aboveForm = ({ card: { title, text = [] } }: CardReply): string => (text.length > 0 ? text.join(' ') : title);
