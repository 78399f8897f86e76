import { randomUUID } from 'node:crypto';
import { type JsonObject, stringOf } from '../../lib/json.ts';
import type { App } from '../../service/context.ts';
import { Refusal } from '../../service/errors.ts';
import { codeTtlMs } from '../../service/workspaces/code.ts';
import { askForCode, joinCentre } from '../../service/workspaces/join-centre.ts';
import type { Card } from '../../ui/card.ts';
import type { Form } from '../../ui/form.ts';
import { lengthOfTime } from '../../ui/formats.ts';
import { unknown } from '../../ui/sentences/bot.ts';
import { connect as say } from '../../ui/sentences/join-centre.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { centreNumberIn } from '../../words/centre-number.ts';
import { buttonForAll } from '../buttons.ts';
import type { Registry } from '../command.ts';
import type { Event, Inbound, Reply, Sender } from '../inbound.ts';
import { standingInTheWay } from './keep-form.ts';

/** No command has this verb: a command asks for rights, and here nobody has an account yet. */
const verb = 'connect';

interface Deps {
  app: App;
  registry: Registry;
}

/**
 * What someone sees in a workspace that no school has yet, and the way to tie it to one: its number, then the code that
 * its coordinators are mailed. `inbound` is sanitized.
 */
export async function joinCentreReply(deps: Deps, inbound: Inbound, correlationId: string): Promise<Reply> {
  const { sender, event, id } = inbound;
  const isOurs = event.type !== 'text' && event.action.verb === verb && sender.standing === 'member';
  if (!isOurs || (event.type === 'press' && event.action.step !== 'form'))
    return standingInTheWay(event, joinCentreCard(sender));
  if (event.type === 'press') return form(numberForm());
  return filled(deps, event, sender, id, correlationId);
}

async function filled(
  deps: Deps,
  { action, values }: Extract<Event, { type: 'submit' }>,
  sender: Sender,
  id: string,
  correlationId: string,
): Promise<Reply> {
  const { platform, workspace, workspaceName: name, name: personName, email } = sender;
  const who = { platform, workspace, personName, email, correlationId };
  if (action.input?.for === 'code') return enterCode(deps, who, typedIn(action.input.number), typedIn(values.code));
  const number = typedIn(values.number);
  const centreNumber = centreNumberIn(number);
  if (!centreNumber) return form(numberForm(number, say.number.malformed));
  try {
    await askForCode(deps.app, { ...who, name, centreNumber, idempotencyKey: action.idempotencyKey ?? id });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return form(numberForm(number, sentenceOf(error)));
  }
  return form(codeForm(centreNumber));
}

/** Whether a code is entered: of two at once, the second finds the workspace tied already, and is told so. */
export const entersCode = (event: Event): boolean =>
  event.type === 'submit' && event.action.verb === verb && event.action.input?.for === 'code';

/** The card that offers it; to anyone but a full member it says who they are not. */
export function joinCentreCard(sender: Sender): Card {
  if (sender.standing !== 'member')
    return { title: unknown.title, tone: 'attention', text: [unknown['not-a-member'](null)] };
  return {
    title: say.title,
    tone: 'attention',
    text: [say.how],
    buttons: [{ label: say.connect, style: 'primary', action: { verb, step: 'form' } }],
  };
}

async function enterCode(
  { app, registry }: Deps,
  who: Omit<Parameters<typeof joinCentre>[1], 'code'>,
  number: string,
  code: string,
): Promise<Reply> {
  const result = await joinCentre(app, { ...who, code });
  const done = (title: string) =>
    card({ title, tone: 'good', text: [say.next], buttons: [buttonForAll(registry, 'help')] });
  if ('tied' in result) return done(say.done(result.tied.centreName));
  if (result.refused === 'tied') return done(say.tied);
  return form(codeForm(number, code, say.code[result.refused]));
}

const maxTyped = 40;

const typedIn = (value: unknown) => (stringOf(value) ?? '').trim().slice(0, maxTyped);

function numberForm(typed = '', error?: string): Form {
  const { label, example: placeholder, ...words } = say.number;
  return formOf({ name: 'number', label, placeholder }, typed, error, words);
}

function codeForm(number: string, typed = '', error?: string): Form {
  const { label, hint, title, intro, submit } = say.code;
  const words = { title, intro: intro(number, lengthOfTime(codeTtlMs)), submit };
  return formOf({ name: 'code', label, hint }, typed, error, words, { for: 'code', number });
}

const formOf = (
  field: { name: string; label: string; hint?: string; placeholder?: string },
  typed: string,
  error: string | undefined,
  { title, intro, submit }: Pick<Form, 'title' | 'intro' | 'submit'>,
  input?: JsonObject,
): Form => ({
  title,
  intro,
  submit,
  fields: [{ ...field, kind: 'text', max: maxTyped, required: true }],
  values: typed ? { [field.name]: typed } : {},
  errors: error ? { [field.name]: error } : {},
  action: { verb, step: 'submit', input, idempotencyKey: randomUUID() },
});

const form = (f: Form): Reply => ({ kind: 'form', form: f });
const card = (c: Card): Reply => ({ kind: 'card', card: c, to: 'asker' });
