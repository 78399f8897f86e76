import type { Logger } from 'pino';
import { sha256 } from '../../lib/hash.ts';
import type { Json } from '../../lib/json.ts';
import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { beginCopy, doubtCopy, endCopy, keepShown, readShown } from '../../service/requests/card-copies.ts';
import { mailWaiting } from '../../service/requests/mailed.ts';
import { type Place, placeKey } from '../../service/requests/places.ts';
import type { RequestView } from '../../service/requests/request.ts';
import type { Card } from '../../ui/card.ts';
import { type Chat, type Destination, Unsure } from '../../ui/chat.ts';
import { perhapsSeen } from '../../ui/perhaps-seen.ts';
import { attempt, byMailAfterMs, chatOf, postOnce, refuseUntied, unlessUnreachable } from '../chat-message.ts';
import { insteadOf, isChannel, isGone, openGoneChannels } from '../gone-channels.ts';

/** A request's card, the same for all who look at it, and for whom it is live; the bot's. */
type RequestCard = (request: RequestView, timeZone: string, deciders: string[]) => Card;

/**
 * Brings every copy of a request's card to what the request is now, and posts it where there is none yet. Where no
 * chat brings it to anyone, it goes by mail.
 *
 * @throws what one place failed with, once all others are done: the queue tries again
 */
export function showRequestCopies(app: App, chats: Chat[], cardOf: RequestCard, log: Logger) {
  const goneChannels = openGoneChannels(log);
  return async ({ requestId }: Jobs['show-request']): Promise<void> => {
    const found = await readShown(app, requestId);
    if (!found) return;
    const plain = cardOf(found.request, found.timeZone, found.deciders);
    const shown = fingerprint(plain);
    const failed: unknown[] = [];
    const trying = (run: () => Promise<void>) => attempt(failed, () => unlessUnreachable(run));
    for (const copy of found.copies) {
      const chat = chatOf(chats, copy);
      if (!chat || copy.shown === shown) continue;
      await trying(async () => {
        if (copy.own) await refuseUntied(app, chat, copy.own);
        await chat.update(copy.ref as Json, plain);
        await keepShown(app, copy.id, shown);
      });
    }
    const since = found.request.createdAt;
    // One that arrived all the same must not stay as it was: the request was decided, or is told of elsewhere by now.
    for (const { id, ...place } of found.lost) {
      const chat = chatOf(chats, place);
      if (!chat?.find) continue;
      await trying(async () => {
        const destination = await destinationOf(app, chat, place);
        const seen = await chat.find?.(destination, plain, { mark: id }, since);
        if (typeof seen !== 'object') return;
        await chat.update(seen.ref, plain);
        await endCopy(app, id, seen.ref, shown);
      });
    }
    let isHeard = found.isHeard;
    /** The workspaces whose channel is there no more, or takes nothing of ours, and what is said of that above a card. */
    const gone = new Map<string, string>();
    const tried = new Set<string>();
    const postIn = async (chat: Chat, place: Place) => {
      const destination = await destinationOf(app, chat, place);
      const { id, again, isDoubted } = await beginCopy(app, requestId, place);
      const above = isChannel(place) ? undefined : gone.get(place.workspaceId);
      const card = above === undefined ? plain : { ...plain, text: [above, ...(plain.text ?? [])] };
      const seen = again && ((await chat.find?.(destination, card, { mark: id }, since)) ?? 'unknown');
      const posted = typeof seen === 'object' && seen.ref;
      if (posted) await chat.update(posted, card);
      // Where nobody can look, each try may leave one more card: the second is the last.
      const isLast = isDoubted && seen === 'unknown';
      const postNew = () =>
        postOnce(chat, destination, isLast ? perhapsSeen(card) : card, { mark: id, since, neverBlindly: true }).catch(
          async (error) => {
            if (error instanceof Unsure) await doubtCopy(app, id, isLast);
            if (error instanceof Unsure && isLast) log.warn({ requestId, err: error }, mayStand);
            throw error;
          },
        );
      // With the plain card's fingerprint: what is said above it is no reason to change it.
      await endCopy(app, id, posted || (await postNew()), shown);
    };
    const post = async (places: Place[]) => {
      for (const place of places) {
        const chat = chatOf(chats, place);
        if (!chat || tried.has(placeKey(place))) continue;
        tried.add(placeKey(place));
        let why: unknown;
        const posted = await trying(() =>
          postIn(chat, place).catch((error) => {
            why = error;
            throw error;
          }),
        );
        isHeard ||= posted;
        if (!isChannel(place)) continue;
        if (posted) goneChannels.end(place);
        else if (isGone(why)) {
          goneChannels.begin(place, why);
          gone.set(place.workspaceId, await insteadOf(chat, place));
        }
      }
    };
    await post(found.missing);
    // Whoever would have seen it there is told by themselves: that someone else was is no help to them.
    if (gone.size > 0) await post((await readShown(app, requestId, new Set(gone.keys())))?.missing ?? []);
    const waited = app.clock().getTime() - found.announcedAt.getTime();
    if (!isHeard && (failed.length === 0 || waited >= byMailAfterMs)) {
      const mailed = await mailWaiting(app, requestId);
      if (mailed !== undefined) log.warn({ requestId, mails: mailed }, mailed > 0 ? byMail : toNobody);
    }
    if (failed.length > 0) throw failed[0];
  };
}

const byMail = 'A request reaches nobody in chat who decides it: it goes by mail.';
const mayStand = 'Nobody knows whether a request’s card was posted, twice: it is posted no more.';
const toNobody = 'A request reaches nobody: the school has no other coordinator to mail it to.';

/** @throws Unreachable where the person is not tied to the account any more */
async function destinationOf(app: App, chat: Chat, { workspaceId, workspace, to }: Place): Promise<Destination> {
  if ('person' in to) await refuseUntied(app, chat, { workspaceId, workspace, ...to });
  return { workspace, ...to };
}

/** Without whom it is live for: nobody sees that, and a new admin is no reason to change every card that waits. */
const fingerprint = ({ live: _, ...card }: Card) => sha256(JSON.stringify(card)).toString('base64url');
