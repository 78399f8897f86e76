import { randomUUID } from 'node:crypto';
import type { App, Ctx } from '../service/context.ts';
import { isDatabaseAway } from '../service/database-errors.ts';
import { dropDraft, readDraft } from '../service/drafts.ts';
import { identify, type Known, type Unknown } from '../service/identify.ts';
import { searchPeople } from '../service/people/find.ts';
import { fullName } from '../service/people/person.ts';
import { mayAtAll } from '../service/policy.ts';
import type { Action, Button, Card } from '../ui/card.ts';
import { talk, unknown } from '../ui/sentences/bot.ts';
import { shortened } from '../ui/text.ts';
import type { Call } from './command.ts';
import { changedOnly } from './forms.ts';
import type { Bot, Completion, Event, Inbound, Place, Reply, Sender } from './inbound.ts';
import { splitVerb } from './parse.ts';
import { carryOut, refuseWithoutRights, type Stage } from './pipeline.ts';
import { carry } from './plan.ts';
import { onlyInputs, type Raw, readLine } from './raw.ts';
import { receive, tidy } from './receive.ts';
import { refusalCard, refusalsIn } from './refusal.ts';
import { type Registry, usage } from './registry.ts';

export interface BotOptions {
  app: App;
  registry: Registry;
  mailFrom: string;
  /** Told of what is nobody's mistake but ours, with the number that the person was given. */
  onBug: (error: unknown, correlationId: string) => void;
}

/** The bot core: words, presses and filled forms in; cards and forms out. */
export function createBot(options: BotOptions): Bot {
  return {
    handle: async (inbound) => {
      const correlationId = randomUUID();
      try {
        return await handle(options, receive(inbound), correlationId);
      } catch (error) {
        if (isDatabaseAway(error))
          return [privately({ title: talk.tryAgain, tone: 'problem', text: [talk.databaseAway] })];
        options.onBug(error, correlationId);
        return [privately({ title: talk.brokenTitle, tone: 'problem', text: [talk.broken(correlationId)] })];
      }
    },
    search: (sender, query) =>
      quietly(options, [], async () => {
        const call = await recognise(options, sender, { kind: 'direct', id: '' }, randomUUID());
        if (!('ctx' in call) || !mayAtAll(call.ctx.actor, 'user.list')) return [];
        const people = await searchPeople(call.ctx, { words: tidy(query).slice(0, 200) });
        return people.map((p) => ({ value: `id:${p.id}`, label: fullName(p), hint: p.email }));
      }),
    complete: (sender, text) =>
      quietly(options, [], async () => {
        const call = await recognise(options, sender, { kind: 'direct', id: '' }, randomUUID());
        return 'ctx' in call ? completions(options.registry, call, text) : [];
      }),
  };
}

async function handle(options: BotOptions, inbound: Inbound, correlationId: string): Promise<Reply[]> {
  const call = await recognise(options, inbound.sender, inbound.place, correlationId);
  if (!('ctx' in call))
    return [privately({ title: unknown.title, tone: 'attention', text: [unknown[call.because](call.support)] })];
  const { event } = inbound;
  try {
    return await (event.type === 'text' ? typed(call, event.text, inbound.id) : pressed(call, event, inbound.id));
  } catch (error) {
    const refused = refusalsIn(error);
    if (!refused) throw error;
    return [privately(refusalCard(call, refused))];
  }
}

/** Whatever a platform sends, a step that fits what it is: a press can't pretend to be a filled form. */
function stageOf(action: Action, type: 'press' | 'submit', delivery: string): Stage {
  const once = action.once ?? delivery;
  if (type === 'submit') return { step: action.step === 'add-row' ? 'add-row' : 'submit', once, pressed: false };
  const step = action.step === 'confirm' || action.step === 'form' ? action.step : 'run';
  return { step, pressed: true, once, plan: action.plan };
}

async function typed(call: Call, text: string, delivery: string): Promise<Reply[]> {
  const { verb, rest } = splitVerb(text);
  const command = call.registry.get(verb || 'help');
  if (!command) return [privately(await unknownCommand(call, verb, rest))];
  await refuseWithoutRights(call, command);
  const { raw, left } = await readLine(call, command, `${command.verb} ${rest}`);
  return carryOut(call, command, onlyInputs(command, raw), { step: 'run', pressed: false, once: delivery, left });
}

async function pressed(call: Call, event: Exclude<Event, { type: 'text' }>, delivery: string): Promise<Reply[]> {
  const { action } = event;
  const command = call.registry.get(action.verb);
  if (!command) return [privately(await unknownCommand(call, action.verb))];
  const draft = typeof action.input?.draft === 'string' ? action.input.draft : undefined;
  if (action.step === 'cancel') {
    if (draft) await dropDraft(call.ctx, draft);
    return [{ ...privately({ title: talk.nothingChanged }), replace: true }];
  }
  await refuseWithoutRights(call, command);
  const carried = await unfold(call, action);
  const raw = onlyInputs(command, event.type === 'submit' ? changedOnly({ ...carried, ...event.values }) : carried);
  const stage = stageOf(action, event.type, delivery);
  return carryOut(call, command, raw, stage.step === 'confirm' && draft ? { ...stage, draft } : stage);
}

/** The nearest commands as buttons, each with what was typed after the mistyped one. */
async function unknownCommand(call: Call, verb: string, rest = ''): Promise<Card> {
  const near = call.registry.nearest(call.ctx.actor, verb.toLowerCase());
  const buttons: Button[] = [];
  for (const command of near) {
    const { raw } = await readLine(call, command, `${command.verb} ${rest}`);
    const input = await carry(call, onlyInputs(command, raw));
    buttons.push({ label: command.label, action: { verb: command.verb, step: 'run', input } });
  }
  if (near.length < 3 && !near.some((c) => c.verb === 'help'))
    buttons.push({ label: 'Help', action: { verb: 'help', step: 'run' } });
  return {
    title: talk.unknownCommand(shortened(verb, 40)),
    tone: 'attention',
    text: [near.length > 0 ? talk.didYouMean : talk.seeHelp],
    buttons,
  };
}

/** What the action carries, its draft included. */
async function unfold(call: Call, action: Action): Promise<Raw> {
  const { draft, ...input } = action.input ?? {};
  if (typeof draft !== 'string') return input;
  return { ...((await readDraft(call.ctx, draft)) as Raw), ...input };
}

async function recognise(
  options: BotOptions,
  sender: Sender,
  place: Place,
  correlationId: string,
): Promise<Call | Unknown> {
  const { app, mailFrom } = options;
  const known: Known | Unknown = await identify(app, {
    platform: sender.platform,
    workspace: sender.workspace,
    person: sender.person,
    email: sender.email,
    member: sender.standing === 'member',
  });
  if ('because' in known) return known;
  const ctx: Ctx = { app, actor: known.actor, workspaceId: known.workspaceId, correlationId };
  return { ctx, known, now: app.clock(), mailFrom, registry: options.registry, place };
}

function completions(registry: Registry, call: Call, text: string): Completion[] {
  const { verb, rest } = splitVerb(text);
  if (rest !== '' || /\s$/.test(text.replace(/^\/?staff\s*/i, ''))) return [];
  return registry
    .offered(call.ctx.actor)
    .filter((c) => c.verb.startsWith(verb))
    .map((c) => ({ text: `${c.verb} `, usage: usage(c), summary: c.summary }));
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
