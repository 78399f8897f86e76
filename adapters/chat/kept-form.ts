import type { Bot, Inbound, Reply } from '../../src/bot/inbound.ts';
import type { Card } from '../../src/ui/card.ts';
import type { Form } from '../../src/ui/form.ts';
import { everywhere as say } from '../../src/ui/sentences/chat.ts';
import { type Delivery, Untold } from './delivery.ts';
import { cardOf } from './inbound.ts';

type CardReply = Extract<Reply, { kind: 'card' }>;

/** What is answered to a filled form. */
interface FormAnswer {
  /** The form again, with what is wrong in it. */
  form?: Form;
  /** The form stays as it is, with these words above its fields. */
  kept?: { words: string };
  /** What comes beside a form that stays, or in its place. */
  cards: CardReply[];
}

/** The parts of an answer to a filled form; a form has no place for buttons, so they come as a card beside it. */
export function answerToForm(replies: Reply[]): FormAnswer {
  const form = replies.find((reply) => reply.kind === 'form')?.form;
  const cards = replies.filter((reply) => reply.kind === 'card');
  const kept = form ? undefined : cards.find(({ keepsForm }) => keepsForm);
  return {
    ...(form && { form }),
    ...(kept && { kept: { words: wordsOf(kept.card) } }),
    cards: cards.filter((each) => each !== kept || (each.card.buttons ?? []).length > 0),
  };
}

/** A card as what stands above a form's fields. */
export const wordsOf = ({ title, text = [] }: Card): string => (text.length > 0 ? text.join(' ') : title);

interface Late {
  delivery: Delivery;
  /** Whether the dialog is gone. Where it is still open, it says itself that the form can be sent again. */
  isClosed: boolean;
  /** Says something to whoever filled in the form. */
  tell: (card: Card) => Promise<unknown>;
}

/**
 * What is answered to a filled form when nobody waits before it any more. What was refused comes with a button that opens it again,
 * with all that was typed; what may be taken a little later is carried out again then.
 *
 * @throws Untold for the latter
 */
export async function lateAnswer(
  bot: Bot,
  inbound: Promise<Inbound | undefined>,
  replies: Promise<Reply[]>,
  { delivery, isClosed, tell }: Late,
): Promise<Reply[]> {
  const all = await replies;
  const isKept = (reply: Reply): reply is CardReply => reply.kind === 'card' && reply.keepsForm !== undefined;
  if (!isClosed) return all.filter((reply) => !isKept(reply));
  if (all.some((reply) => isKept(reply) && reply.keepsForm === 'again')) {
    if (!delivery.again) await tell({ title: say.formWaitsTitle, text: [say.formWaits] }).catch(() => {});
    throw new Untold();
  }
  return Promise.all(
    all.map(async (reply) => {
      if (!isKept(reply)) return reply;
      const { keepsForm: _, ...card } = reply;
      return { ...card, card: (await cardOf(bot, inbound, reply)) ?? reply.card };
    }),
  );
}
