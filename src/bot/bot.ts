import { randomUUID } from 'node:crypto';
import { sanitize } from '../lib/text.ts';
import { timeoutMs, withTimeout } from '../lib/timeout.ts';
import type { Actor } from '../service/context.ts';
import { isDatabaseAway, isOutcomeUnknown } from '../service/database-errors.ts';
import { searchPeople } from '../service/people/find.ts';
import { mayAtAll } from '../service/policy.ts';
import { centreOf } from '../service/workspaces/workspace.ts';
import type { Card } from '../ui/card.ts';
import { help as sayHelp } from '../ui/sentences/account.ts';
import { talk } from '../ui/sentences/bot.ts';
import { fullName } from '../words/people.ts';
import type { Call, Registry } from './command.ts';
import { handle, sharedCard } from './flow/handle.ts';
import { type CallOptions, identifySender, nowhere, strangerCard } from './flow/identify-sender.ts';
import { standingInTheWay } from './flow/keep-form.ts';
import { keepFile, keptFile } from './flow/kept-files.ts';
import { TakenBefore } from './flow/kept-once.ts';
import { refilledCard, reopenCard } from './flow/reopen-form.ts';
import { sanitizeInbound } from './flow/sanitize.ts';
import { type Handled, type Noted, outcomeOf } from './handled.ts';
import { homeCards, waitingCard } from './home.ts';
import { inSight, maxInSight } from './in-sight.ts';
import type { Bot, Completion, Sender } from './inbound.ts';
import { expectsForm } from './line/expects-form.ts';
import { splitVerb } from './line/parse.ts';
import { usage } from './registry.ts';

interface BotOptions extends CallOptions {
  /** Called with what is a bug, and the number that the person was given. */
  onBug: (error: unknown, correlationId: string) => void;
  /** Told of each interaction that was answered. */
  onHandled?: (handled: Handled) => void;
  /** How long a person waits for an answer, in milliseconds, before they are told that none comes. */
  timeoutMs?: number;
}

/** The bot core: words, presses and filled forms in; cards and forms out. */
export function createBot(options: BotOptions): Bot {
  /** What it comes to, or a card that says what stands in the way. */
  const answering = async <T>(
    run: (correlationId: string) => Promise<T>,
    wrap: (card: Card, again: boolean) => T,
    noted: Noted = {},
  ): Promise<T> => {
    const correlationId = randomUUID();
    const work = run(correlationId).catch((error) => {
      noted.outcome = isDatabaseAway(error) || isOutcomeUnknown(error) ? 'unavailable' : 'broken';
      return wrap(problemCard(options, error, correlationId), isDatabaseAway(error));
    });
    return withTimeout(work, options.timeoutMs ?? timeoutMs, () => {
      noted.outcome = 'unavailable';
      return wrap(noAnswerCard, true);
    });
  };
  /** For what an adapter wants beside a conversation, for someone with an account. */
  const asSender = <T>(sender: Sender, nothing: T, run: (call: Call) => T | Promise<T>): Promise<T> =>
    quietly(options, nothing, async () => {
      const call = await identifySender(options, nowhere(sender), randomUUID());
      return 'ctx' in call ? run(call) : nothing;
    });
  return {
    async handle(inbound) {
      const noted: Noted = {};
      const began = performance.now();
      const replies = await answering(
        (id) => handle(options, sanitizeInbound(inbound), id, noted).catch(unlessTakenBefore),
        (card, again) => [standingInTheWay(inbound.event, card, again)],
        noted,
      );
      // Taken before, and answered there.
      if (replies.length === 0) return [];
      const { verb = 'none', outcome = outcomeOf(replies) } = noted;
      const { platform: chat } = inbound.sender;
      options.onHandled?.({ chat, by: inbound.event.type, verb, outcome, ms: performance.now() - began });
      return replies;
    },
    expectsForm: (event) => expectsForm(options.registry, event),
    later: (inbound, shown) =>
      answering(
        async (id) => {
          if (inbound.place.shared) return sharedCard;
          const call = await identifySender(options, inbound, id);
          if (!('ctx' in call)) return strangerCard(call, inbound.sender);
          return 'fields' in shown
            ? reopenCard(call, shown)
            : refilledCard(call, shown, sanitizeInbound(inbound).event);
        },
        (card) => card,
      ),
    home: (sender) =>
      answering(
        async (id) => {
          const call = await identifySender(options, nowhere(sender), id);
          return 'ctx' in call ? homeCards(call) : [strangerCard(call, sender)];
        },
        (card) => [card],
      ),
    waiting: (sender) => asSender(sender, undefined, waitingCard),
    support: (at) => quietly(options, null, async () => (await centreOf(options.app.db, at))?.supportContact ?? null),
    search: (sender, query) =>
      asSender(sender, [], async ({ ctx }) => {
        if (!mayAtAll(ctx.actor, 'user.list')) return [];
        const people = await searchPeople(ctx, { words: sanitize(query).slice(0, 200) });
        return people.map((p) => ({ value: `id:${p.id}`, label: fullName(p), hint: p.email }));
      }),
    complete: (sender, text) =>
      asSender(sender, [], ({ ctx }) => {
        const { verb, rest } = splitVerb(text);
        // Once a verb is whole there is nothing to complete.
        if (rest !== '' || /\s$/.test(text.replace(/^\/?staff\s*/i, ''))) return [];
        return completions(options.registry, ctx.actor, verb);
      }),
    keep: (sender, file) => asSender(sender, undefined, ({ ctx }) => keepFile(ctx, file)),
    kept: (sender, id) => asSender(sender, undefined, ({ ctx }) => keptFile(ctx, id)),
  };
}

function unlessTakenBefore(error: unknown): [] {
  if (error instanceof TakenBefore) return [];
  throw error;
}

/** Commands by what is typed of one; where nothing is yet, what is done most and the groups of all others. Ten at most. */
function completions(registry: Registry, actor: Actor, typed: string): Completion[] {
  const seen = typed === '' ? inSight(registry, actor) : { commands: registry.begunWith(actor, typed), groups: [] };
  return [
    ...seen.commands.map((c) => ({ text: `${c.verb} `, usage: usage(c), summary: c.summary })),
    ...seen.groups.map(({ group, commands }) => ({
      text: `help ${group} `,
      usage: `help ${group}`,
      summary: `${sayHelp.groups[group]}: ${sayHelp.some(commands.map(({ label }) => label))}`,
    })),
  ].slice(0, maxInSight);
}

/** For what is looked up while someone types: better nothing than a message. */
async function quietly<T>(options: BotOptions, nothing: T, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isDatabaseAway(error)) options.onBug(error, randomUUID());
    return nothing;
  }
}

const noAnswerCard: Card = { title: talk.noAnswerTitle, tone: 'problem', text: [talk.noAnswer] };

/** A bug is logged once; the person is given a number to ask by. */
function problemCard({ onBug }: BotOptions, error: unknown, correlationId: string): Card {
  if (isDatabaseAway(error)) return { title: talk.tryAgain, tone: 'problem', text: [talk.databaseAway] };
  if (isOutcomeUnknown(error))
    return { title: talk.outcomeUnknownTitle, tone: 'attention', text: [talk.outcomeUnknown] };
  onBug(error, correlationId);
  return { title: talk.brokenTitle, tone: 'problem', text: [talk.broken(correlationId)] };
}
