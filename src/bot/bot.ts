import { randomUUID } from 'node:crypto';
import { sanitize, shorten } from '../lib/text.ts';
import { timeoutMs, withTimeout } from '../lib/timeout.ts';
import { isUuid } from '../lib/uuid.ts';
import { isDatabaseAway } from '../service/database-errors.ts';
import { dropDraft } from '../service/drafts.ts';
import { searchPeople } from '../service/people/find.ts';
import { fullName } from '../service/people/person.ts';
import { mayAtAll } from '../service/policy.ts';
import { registerDelivery } from '../service/workspaces/deliveries.ts';
import type { Action, Button, Card } from '../ui/card.ts';
import { talk, unknown } from '../ui/sentences/bot.ts';
import { buttonForAll, buttonOf } from './buttons.ts';
import type { Call } from './command.ts';
import { askWhatFor, fileInputOf } from './flow/attached-file.ts';
import { onlyInputs } from './flow/check-inputs.ts';
import { changedOnly } from './flow/forms.ts';
import { type CallOptions, identifySender, nowhere, strangerCard } from './flow/identify-sender.ts';
import { connectReplies } from './flow/join-centre.ts';
import { keepFile, keptFile } from './flow/kept-files.ts';
import { packInput, unpackInput } from './flow/pack-input.ts';
import { carryOut, type Invocation, refuseWithoutRights } from './flow/pipeline.ts';
import { refusalCard, refusalsIn } from './flow/remedies.ts';
import { reopenCard } from './flow/reopen-form.ts';
import { sanitizeInbound } from './flow/sanitize.ts';
import { homeCards } from './home.ts';
import type { Bot, Event, Inbound, Reply } from './inbound.ts';
import { completions } from './line/complete.ts';
import { expectsForm } from './line/expects-form.ts';
import { namesSomeone, splitVerb } from './line/parse.ts';
import { readLine } from './line/read-line.ts';
import { registerPressedCopy } from './requests/register-pressed-copy.ts';

export interface BotOptions extends CallOptions {
  /** Told of what is nobody's mistake but ours, with the number that the person was given. */
  onBug: (error: unknown, correlationId: string) => void;
  /** How long a person waits for an answer, in milliseconds, before they are told that none comes. */
  timeoutMs?: number;
}

/** How long may pass until it is known whether a delivery is the first, in milliseconds. */
const firstMs = 10_000;

/** The bot core: words, presses and filled forms in; cards and forms out. */
export function createBot(options: BotOptions): Bot {
  /** What it comes to, or a card that says what stands in the way. */
  const answering = async <T>(run: (correlationId: string) => Promise<T>, wrap: (card: Card) => T): Promise<T> => {
    const correlationId = randomUUID();
    const work = run(correlationId).catch((error) => wrap(problemCard(options, error, correlationId)));
    return withTimeout(work, options.timeoutMs ?? timeoutMs, () => wrap(noAnswerCard));
  };
  return {
    handle: (inbound) =>
      answering(
        (id) => handle(options, sanitizeInbound(inbound), id),
        (card) => [privately(card)],
      ),
    expectsForm: (event) => expectsForm(options.registry, event),
    later: (inbound, form) =>
      answering(
        async (id) => {
          if (inbound.place.shared) return sharedCard;
          const call = await identifySender(options, inbound, id);
          return 'ctx' in call ? reopenCard(call, form) : strangerCard(call, inbound.sender);
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
    isFirst: (delivery) =>
      withTimeout(
        quietly(options, true, () => registerDelivery(options.app, delivery)),
        firstMs,
        () => true,
      ),
    search: (sender, query) =>
      quietly(options, [], async () => {
        const call = await identifySender(options, nowhere(sender), randomUUID());
        if (!('ctx' in call) || !mayAtAll(call.ctx.actor, 'user.list')) return [];
        const people = await searchPeople(call.ctx, { words: sanitize(query).slice(0, 200) });
        return people.map((p) => ({ value: `id:${p.id}`, label: fullName(p), hint: p.email }));
      }),
    complete: (sender, text) =>
      quietly(options, [], async () => {
        const call = await identifySender(options, nowhere(sender), randomUUID());
        return 'ctx' in call ? completions(options.registry, call, text) : [];
      }),
    keep: (sender, file) =>
      quietly(options, undefined, async () => {
        const call = await identifySender(options, nowhere(sender), randomUUID());
        return 'ctx' in call ? keepFile(call, file) : undefined;
      }),
    kept: (sender, id) =>
      quietly(options, undefined, async () => {
        const call = await identifySender(options, nowhere(sender), randomUUID());
        return 'ctx' in call ? keptFile(call, id) : undefined;
      }),
  };
}

async function handle(options: BotOptions, inbound: Inbound, correlationId: string): Promise<Reply[]> {
  if (inbound.place.shared) return [privately(sharedCard)];
  const call = await identifySender(options, inbound, correlationId);
  if (!('ctx' in call)) {
    return call.because === 'workspace-unbound'
      ? connectReplies(options, inbound, correlationId)
      : [privately(strangerCard(call, inbound.sender))];
  }
  const { event } = inbound;
  try {
    await registerPressedCopy(call, inbound);
    return await (event.type === 'text' ? typed(call, event, inbound.id) : pressed(call, event, inbound.id));
  } catch (error) {
    const refused = refusalsIn(error);
    if (!refused) throw error;
    return [privately(refusalCard(call, refused))];
  }
}

/** Whatever a platform sends, a step that fits what it is: a press can't pretend to be a filled form. */
function invocationOf(action: Action, type: 'press' | 'submit', delivery: string): Invocation {
  const idempotencyKey = action.idempotencyKey ?? delivery;
  if (type === 'submit')
    return { step: action.step === 'add-row' ? 'add-row' : 'submit', idempotencyKey, pressed: false };
  const step = action.step === 'confirm' || action.step === 'form' ? action.step : 'run';
  return { step, pressed: true, idempotencyKey, plan: action.plan };
}

type Typed = Extract<Event, { type: 'text' }>;

async function typed(call: Call, { text, file }: Typed, delivery: string): Promise<Reply[]> {
  const { verb, rest } = splitVerb(text);
  const command = call.registry.meant(call.ctx.actor, verb || 'help', namesSomeone(rest));
  const into = command && fileInputOf(command);
  if (file && !into) return [privately(await askWhatFor(call, file))];
  if (!command) return [privately(await unknownCommand(call, verb, rest))];
  await refuseWithoutRights(call, command);
  const { raw, ...read } = await readLine(call, command, `${command.verb} ${rest}`);
  const given = onlyInputs(command, file && into ? { ...raw, [into]: file } : raw);
  return carryOut(call, command, given, { step: 'run', pressed: false, idempotencyKey: delivery, ...read });
}

async function pressed(call: Call, event: Exclude<Event, { type: 'text' }>, delivery: string): Promise<Reply[]> {
  const { action } = event;
  const command = call.registry.meant(call.ctx.actor, action.verb, namesAnother(action));
  if (!command) return [privately(await unknownCommand(call, action.verb))];
  const draft = typeof action.input?.draft === 'string' ? action.input.draft : undefined;
  if (action.step === 'cancel') {
    if (draft) await dropDraft(call.ctx, draft);
    return [{ ...privately({ title: talk.nothingChanged }), replace: true }];
  }
  if (!(command.forAllToSee && isUuid(String(action.input?.request)))) await refuseWithoutRights(call, command);
  const carried = await unpackInput(call, action.input);
  const raw = onlyInputs(command, event.type === 'submit' ? changedOnly({ ...carried, ...event.values }) : carried);
  const invocation = invocationOf(action, event.type, delivery);
  return carryOut(call, command, raw, invocation.step === 'confirm' && draft ? { ...invocation, draft } : invocation);
}

/** Whether a press names someone: a draft may, and is not looked into before it is known who presses. */
const namesAnother = ({ input = {} }: Action) => 'person' in input || 'draft' in input;

/** The nearest commands as buttons, each with what was typed after the mistyped one. */
async function unknownCommand(call: Call, verb: string, rest = ''): Promise<Card> {
  const near = call.registry.nearest(call.ctx.actor, verb.toLowerCase());
  const buttons: Button[] = [];
  for (const command of near) {
    const { raw } = await readLine(call, command, `${command.verb} ${rest}`);
    const input = await packInput(call, onlyInputs(command, raw));
    buttons.push(buttonOf(command, { input }));
  }
  if (near.length < 3 && !near.some((c) => c.verb === 'help')) buttons.push(buttonForAll(call.registry, 'help'));
  return {
    title: talk.unknownCommand(shorten(verb, 40)),
    tone: 'attention',
    text: [near.length > 0 ? talk.didYouMean : talk.seeHelp],
    buttons,
  };
}

/** For what is asked while typing: better nothing than a message. */
async function quietly<T>(options: BotOptions, nothing: T, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isDatabaseAway(error)) options.onBug(error, randomUUID());
    return nothing;
  }
}

const privately = (card: Card): Extract<Reply, { kind: 'card' }> => ({ kind: 'card', card, to: 'asker' });

/** Said to all alike, before it is asked who they are: what happens there, others could see. */
const sharedCard: Card = { title: unknown.title, tone: 'attention', text: [talk.sharedChannel] };

const noAnswerCard: Card = { title: talk.noAnswerTitle, tone: 'problem', text: [talk.noAnswer] };

/** What broke, told once to the log, and to the person with a number to ask by. */
function problemCard({ onBug }: BotOptions, error: unknown, correlationId: string): Card {
  if (isDatabaseAway(error)) return { title: talk.tryAgain, tone: 'problem', text: [talk.databaseAway] };
  onBug(error, correlationId);
  return { title: talk.brokenTitle, tone: 'problem', text: [talk.broken(correlationId)] };
}
