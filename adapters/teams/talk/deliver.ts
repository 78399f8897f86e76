import type { Sender } from '../../../src/bot/inbound.ts';
import type { Card, Image } from '../../../src/ui/card.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import type { Way } from '../../chat/answer.ts';
import { inOrder } from '../../chat/failure.ts';
import type { Outgoing } from '../connect/api.ts';
import type { AdapterContext } from '../context.ts';
import { offers } from './file-offer.ts';
import type { Spot } from './own-chat.ts';

type Send = () => Promise<unknown>;

/**
 * Ways to put messages there: the first of them in the place of another, or all anew where that can't be changed any more.
 *
 * @param isOwn whether that is the chat where the queue would put them
 */
export function waysTo(spot: () => Promise<Spot>, messages: Outgoing[], replace?: string, isOwn = false): Way[] {
  const all = async (change?: string) => {
    const there = await spot();
    const sends = sendsOf(there, messages);
    const [first] = messages;
    if (change !== undefined && first) sends[0] = () => there.api.update(there.conversation, change, first);
    await inOrder(sends);
  };
  const anew: Way = { show: () => all(), ...(isOwn && { ownFrom: 0 }) };
  return replace === undefined ? [anew] : [{ show: () => all(replace), ...(isOwn && { ownFrom: 1 }) }, anew];
}

export const sendsOf = ({ api, conversation }: Spot, messages: Outgoing[]): Send[] =>
  messages.map((message) => () => api.send(conversation, message));

/** What of a card is not in its messages: the picture and the files. */
export const restOf = ({ title, image, files = [] }: Card, whole?: string): Card | undefined => {
  const all = [...files];
  if (whole !== undefined) all.push({ name: say.wholeName, type: 'text/plain', content: whole });
  if (!image && all.length === 0) return undefined;
  return { title, ...(image && { image }), ...(all.length > 0 && { files: all }) };
};

/** Brings the picture, and asks the person whether to take the files. */
export const restSends = (ctx: Pick<AdapterContext, 'bot'>, spot: Spot, sender: Sender, rest: Card): Send[] => [
  ...(rest.image ? sendsOf(spot, [picture(rest.image)]) : []),
  ...offers(ctx, spot, sender, rest.files ?? []),
];

/** Beside the card: in one, a picture would have to be on the web for all to see. */
const picture = ({ alt, png }: Image): Outgoing => ({
  type: 'message',
  summary: alt,
  attachments: [{ contentType: 'image/png', contentUrl: `data:image/png;base64,${png}`, name: say.pictureName }],
});
