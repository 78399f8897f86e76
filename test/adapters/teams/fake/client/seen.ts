import { cardType } from '../check-card.ts';
import type { CardJson, DialogView, Json, Message, MessageView } from '../types.ts';
import { conversationOf, partsOf, personOf, threadId, type World } from '../world.ts';
import { labelsOf, wordsOf } from './words.ts';

const attachmentsOf = ({ activity }: Message) =>
  (Array.isArray(activity.attachments) ? activity.attachments : []) as Json[];

/** The card that everyone sees who has no view of their own. */
function baseCard(message: Message): CardJson | undefined {
  return attachmentsOf(message).find(({ contentType }) => contentType === cardType)?.content as CardJson | undefined;
}

export function messagesSeen(world: World, personId: string, conversationId: string): Message[] {
  const { root, thread } = partsOf(conversationId);
  if (!conversationOf(world, root).members.includes(personId)) return [];
  return world.messages.filter(
    (each) => each.conversation === root && !each.deleted && (thread === undefined || each.thread === thread),
  );
}

/** Looks at messages as one person; a message that has not changed since is the same view. */
export function looker(world: World, personId: string): (message: Message) => MessageView {
  const seen = new WeakMap<Message, { activity: Json; own: CardJson | undefined; view: MessageView }>();
  return (message) => {
    const { activity, views } = message;
    const own = views.get(personId);
    const before = seen.get(message);
    if (before && before.activity === activity && before.own === own) return before.view;
    const view = messageView(world, message, own);
    seen.set(message, { activity, own, view });
    return view;
  };
}

function messageView(world: World, message: Message, own: CardJson | undefined): MessageView {
  const { id, activity, from, edited } = message;
  const card = own ?? baseCard(message);
  const attachments = attachmentsOf(message).filter(({ contentType }) => contentType !== cardType);
  return structuredClone({
    kind: 'message',
    id,
    conversationId: threadId(message),
    from: from === 'bot' ? world.botName : personOf(world, from).name,
    fromBot: from === 'bot',
    text: String(activity.text ?? ''),
    ...(activity.summary === undefined ? {} : { summary: String(activity.summary) }),
    ...(card ? { card } : {}),
    attachments,
    edited,
    own: own !== undefined,
    words: wordsOf(card),
    labels: labelsOf(card),
  });
}

/** A person's dialog as the fake keeps it. */
export interface OpenDialog {
  /** Where its answers go. */
  conversationId: string;
  /** Of the message extension, where it was opened by one. */
  extension?: Json & { commandId: string };
  title: string;
  card?: CardJson;
  message?: string;
  values: Record<string, string>;
  /** What searches in its fields gave, by field. */
  suggested: Map<string, string[]>;
}

export function dialogView({ title, card, message, values }: OpenDialog): DialogView {
  return structuredClone({
    kind: 'dialog',
    title,
    ...(card ? { card } : {}),
    ...(message === undefined ? {} : { message }),
    values,
    words: message === undefined ? wordsOf(card) : [message],
    labels: labelsOf(card),
  });
}
