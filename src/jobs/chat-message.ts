import { setTimeout as delay } from 'node:timers/promises';
import { sha256 } from '../lib/hash.ts';
import type { Json } from '../lib/json.ts';
import type { App } from '../service/context.ts';
import { keepSentMessage, type SentMessage } from '../service/workspaces/chat-messages.ts';
import { isConfirmed, noteSeen } from '../service/workspaces/ties.ts';
import type { Card } from '../ui/card.ts';
import { type Chat, type Destination, type Progress, Unreachable, Unsure } from '../ui/chat.ts';
import { perhapsSeen } from '../ui/perhaps-seen.ts';

/** How often numbers are shown anew, in milliseconds: Slack takes fifty changes a minute. */
const pauseMs = 1_500;

/** How long a chat that fails is tried before what it was to bring goes by mail, in milliseconds. */
export const byMailAfterMs = 15 * 60_000;

/** A message to someone that is posted once and changed later, also by the job's next try. */
interface ChatMessage {
  readonly isPosted: boolean;
  /**
   * Posts the card, or puts it where it was posted before; anew where that can't be changed any more.
   *
   * @returns whether it is there; not where the person can't be reached, or is not tied to the account any more: they are
   *   let be from then on
   */
  show(card: Card): Promise<boolean>;
  /** The same for numbers that move: now and then, not waited for, and no harm where it fails. */
  showProgress(card: () => Card): void;
}

/** @param sent nothing where the person is not known in that chat: then nothing is shown */
export function chatMessage(app: App, chats: Chat[], sent: SentMessage | undefined): ChatMessage {
  let chat = sent && chatOf(chats, sent);
  let ref = sent?.ref as Json | null | undefined;
  let shownAt = app.clock().getTime();
  let showing: Promise<unknown> = Promise.resolve();
  const put = async (card: Card, anew: boolean): Promise<boolean> => {
    if (!sent || !chat) return false;
    const { workspace, person } = sent;
    const isThere = await unlessUnreachable(async () => {
      if (chat) await refuseUntied(app, chat, sent);
      if (!chat || (ref && ((await chat.update(ref, card)) || !anew))) return;
      ref = await postOnce(chat, { workspace, person }, card, {
        mark: markOf(sent),
        since: new Date(app.clock().getTime() - 60_000),
      });
      await keepSentMessage(app, sent, ref);
    });
    if (!isThere) chat = undefined;
    return isThere;
  };
  return {
    get isPosted() {
      return Boolean(chat && ref);
    },
    async show(card) {
      await showing;
      return put(card, true);
    },
    showProgress(card) {
      const now = app.clock().getTime();
      if (now - shownAt < pauseMs) return;
      shownAt = now;
      const shown = card();
      showing = showing.then(() => put(shown, false)).catch(() => {});
    },
  };
}

const markOf = ({ about, workspaceId, userId }: SentMessage) =>
  sha256([about, workspaceId, userId].join(' ')).toString('base64url');

/** What a message is known by where nobody knows whether it was posted, and when that can have been at the earliest. */
interface Mark {
  mark: string;
  since: Date;
  /** Whoever posts it counts for themselves how often that was done without being able to look. */
  neverBlindly?: true;
}

/** How soon that is looked for, in milliseconds. */
const usualLookMs = 5_000;

/**
 * Posts it. Where the answer to that gets lost, what may have arrived is looked for, and it goes on after that; where that can't
 * be done, it says that it may have come before.
 *
 * @throws Unsure where that can't be done and it is not to be posted blindly, and whatever the chat does
 */
export async function postOnce(
  chat: Chat,
  to: Destination,
  card: Card,
  { mark, since, neverBlindly }: Mark,
  lookAfterMs = usualLookMs,
): Promise<Json> {
  const progress: Progress = {
    mark,
    there: 0,
    async onPart(there, first) {
      Object.assign(progress, { there, first });
    },
  };
  try {
    return await chat.post(to, card, progress);
  } catch (error) {
    if (!(error instanceof Unsure) || (neverBlindly && !chat.find)) throw error;
    // It may be on its way still.
    await delay(lookAfterMs);
    const found = (await chat.find?.(to, card, progress, since)) ?? 'unknown';
    if (found === 'absent') return chat.post(to, card, progress);
    if (found === 'unknown' && neverBlindly) throw error;
    if (found === 'unknown') return chat.post(to, perhapsSeen(card), progress);
    const { there = 0, first = found.ref } = progress;
    return chat.post(to, card, { ...progress, there: there + 1, first });
  }
}

/** Whom a message is for, and who they are in a chat. */
export type Whom = Pick<SentMessage, 'workspaceId' | 'userId' | 'workspace' | 'person'>;

/**
 * Lets nothing of an account's be sent to someone who is not tied to it any more: as they were seen lately, or are now.
 *
 * @throws Unreachable where they are not, and whatever the chat does that can't be asked now
 */
export async function refuseUntied(app: App, chat: Chat, whom: Whom): Promise<void> {
  const { workspaceId, userId, workspace, person } = whom;
  const tie = { workspaceId, externalId: person, userId };
  if (await isConfirmed(app, tie)) return;
  const seen = await chat.look(workspace, person);
  await noteSeen(app, { platform: chat.platform, workspace }, [{ ...seen, person }]);
  if (!(await isConfirmed(app, tie))) throw new Unreachable('their workspace does not vouch for them any more');
}

export const chatOf = (chats: Chat[], { platform }: Pick<Chat, 'platform'>) =>
  chats.find((c) => c.platform === platform);

/** Whether it was done: not where whom it is for can't be reached, however often it is tried. */
export async function unlessUnreachable(tell: () => Promise<void>): Promise<boolean> {
  try {
    await tell();
    return true;
  } catch (error) {
    if (error instanceof Unreachable) return false;
    throw error;
  }
}

/** One of several that are told: what it fails with is kept in `failed`, to be thrown once all others are done. */
export async function attempt(failed: unknown[], tell: () => Promise<boolean>): Promise<boolean> {
  try {
    return await tell();
  } catch (error) {
    failed.push(error);
    return false;
  }
}
