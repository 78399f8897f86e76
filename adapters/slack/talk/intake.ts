import type { App, Context, ReceiverEvent } from '@slack/bolt';
import type { Json } from '../../../src/lib/json.ts';
import { withTimeout } from '../../../src/lib/timeout.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { type Came, deliveryOf, leftDelivery, NotKept, unkept } from '../../chat/delivery.ts';
import type { AdapterContext } from '../context.ts';
import { interactionOfMessage } from '../read/interaction.ts';
import { keptIn } from '../read/kept.ts';
import type { EventPayload, MessageEvent } from '../read/payload.ts';
import type { Heed } from './news.ts';
import { showCard } from './reply.ts';

/** Slack brings an event three times more: at once, after a minute, and after five. */
const lastRetry = 3;

/** When it came in, and how it is kept. */
export const cameIn = (context: Context): Came => context.came as Came;

export interface Intake {
  /** Carries out what was kept and left unanswered. */
  carryOut(payload: Json, at: number): Promise<void>;
}

/**
 * Has what people do kept before Slack is told that it is taken: it is that once it is in the database, or answered. Words that are
 * written are kept at once, for Slack brings them again until it is told.
 *
 * @param heed called with each payload first: what it takes for news goes no further
 * @param watch told of each payload that is not acknowledged yet
 */
export function openIntake(app: App, ctx: AdapterContext, heed: Heed, watch: (work: Promise<void>) => void): Intake {
  const { inbox, pending, pace } = ctx;
  const listen = app.processEvent.bind(app);
  const pass = async (event: ReceiverEvent, came: Came) => {
    await listen({ ...event, customProperties: { ...event.customProperties, came } }).catch((error) =>
      came.delivery.settle(Promise.reject(error)),
    );
  };

  async function takeNews(event: ReceiverEvent, heeded: Promise<void>): Promise<void> {
    const isLast = (event.retryNum ?? 0) >= lastRetry;
    pending.track(isLast ? heeded : heeded.catch(() => {}));
    const done = heeded.then(
      () => true,
      () => false,
    );
    if (!(await withTimeout(done, pace.keepMs, () => false))) throw new NotKept();
    await event.ack().catch(() => {});
  }

  async function take(event: ReceiverEvent): Promise<void> {
    const at = Date.now();
    const heeded = heed(event.body);
    if (heeded) return takeNews(event, heeded);
    const kept = keptIn(event.body);
    if (!kept) return pass(event, { at, delivery: unkept });
    // What was brought for the last time is carried out as it is, or the person reads that it can't be.
    const comesAgain = kept.isEvent && (event.retryNum ?? 0) < lastRetry;
    const delivery = deliveryOf(inbox, kept.id, withoutToken(event.body), { comesAgain });
    // What answers it keeps it, where that is not at once, or something is changed.
    if (!kept.isEvent) return pass(event, { at, delivery });
    const isKept = await delivery.keptWithin(pace.keepMs);
    if (isKept && !(await delivery.ours())) return event.ack();
    // What is kept is carried out, whether or not Slack hears that it is: its connection may break just now.
    const ack: typeof event.ack = () => event.ack().catch(() => {});
    if (isKept || !comesAgain) return pass({ ...event, ack }, { at, delivery });
    // It may get there yet; else it is nobody's until Slack brings it again.
    const late = async () => {
      if (await delivery.ours()) await pass({ ...event, ack: unheard }, { at, delivery });
    };
    pending.track(late());
    if (!event.retryNum) pending.track(sayNotYet(ctx, event, at));
    throw new NotKept();
  }

  app.processEvent = (event) => {
    const work = take(event);
    watch(work);
    return work;
  };
  return {
    carryOut: (payload, at) => {
      const kept = keptIn(payload);
      if (!kept) throw new Error('something that is not kept was kept');
      const event = { body: payload as ReceiverEvent['body'], ack: unheard };
      return pass(event, { at, delivery: leftDelivery(inbox, kept.id) });
    },
  };
}

/** Nobody waits for the acknowledgement. */
export const unheard = async () => {};

/** Slack's old proof that it is Slack is the same in all its payloads, and no business of the database. */
function withoutToken({ token, ...body }: ReceiverEvent['body']): Json {
  return body;
}

/** Tells who wrote that it takes a while, once. */
async function sayNotYet(ctx: AdapterContext, { body }: ReceiverEvent, at: number): Promise<void> {
  const interaction = interactionOfMessage(body as unknown as EventPayload<MessageEvent>, { at, delivery: unkept });
  const card = { title: say.notYetTitle, tone: 'attention' as const, text: [say.notYet] };
  // Where Slack takes that nowhere either, its next try will.
  await showCard(ctx, interaction, card).catch(() => {});
}
