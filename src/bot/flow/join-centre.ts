import { randomUUID } from 'node:crypto';
import { stringOf } from '../../lib/json.ts';
import type { App } from '../../service/context.ts';
import { Refusal } from '../../service/errors.ts';
import { codeTtlMs } from '../../service/workspaces/code.ts';
import { askForCode, joinCentre } from '../../service/workspaces/join-centre.ts';
import type { Card } from '../../ui/card.ts';
import type { Field, Form } from '../../ui/form.ts';
import { lengthOfTime } from '../../ui/formats.ts';
import { unknown } from '../../ui/sentences/bot.ts';
import { connect as say } from '../../ui/sentences/join-centre.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { centreNumberIn } from '../../words/centre-number.ts';
import { buttonForAll } from '../buttons.ts';
import type { Registry } from '../command.ts';
import type { Inbound, Reply, Sender } from '../inbound.ts';

/** No command has this verb: a command asks for rights, and here nobody has an account yet. */
const verb = 'connect';

/**
 * What someone sees in a workspace that no school has yet, and the way to tie it to one: its number, then the code that
 * its coordinators are mailed. `inbound` is sanitized.
 */
export async function joinCentreReplies(
  { app, registry }: { app: App; registry: Registry },
  inbound: Inbound,
  correlationId: string = randomUUID(),
): Promise<Reply[]> {
  const { sender, event, id } = inbound;
  const isOurs = event.type !== 'text' && event.action.verb === verb && sender.standing === 'member';
  if (!isOurs) return [card(joinCentreCard(sender))];
  if (event.type === 'press') return [event.action.step === 'form' ? form(numberForm()) : card(joinCentreCard(sender))];
  const { action, values } = event;
  const asked = { platform: sender.platform, workspace: sender.workspace, person: sender.person, correlationId };
  if (action.input?.for === 'code')
    return [await enterCode({ app, registry }, asked, typedIn(action.input.number), values.code)];
  const idempotencyKey = action.idempotencyKey ?? id;
  return [await sendCode(app, { ...asked, name: sender.workspaceName, idempotencyKey }, values.number)];
}

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

type Asked = Omit<Parameters<typeof joinCentre>[1], 'code'>;

async function sendCode(
  app: App,
  asked: Asked & { idempotencyKey: string; name?: string },
  typed: unknown,
): Promise<Reply> {
  const number = typedIn(typed);
  const centreNumber = centreNumberIn(number);
  if (!centreNumber) return form(numberForm(number, say.number.malformed));
  try {
    await askForCode(app, { ...asked, centreNumber });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return form(numberForm(number, sentenceOf(error)));
  }
  return form(codeForm(centreNumber));
}

async function enterCode(
  { app, registry }: { app: App; registry: Registry },
  asked: Asked,
  number: string,
  typed: unknown,
): Promise<Reply> {
  const code = typedIn(typed);
  const result = await joinCentre(app, { ...asked, code });
  if ('tied' in result) return card(doneCard(registry, say.done(result.tied.centreName)));
  if (result.refused === 'tied') return card(doneCard(registry, say.tied));
  return form(codeForm(number, code, say.code[result.refused]));
}

const longest = 40;

const typedIn = (value: unknown) => (stringOf(value) ?? '').trim().slice(0, longest);

function numberForm(typed = '', error?: string): Form {
  const { label, example, title, intro, submit } = say.number;
  const field: Field = { kind: 'text', name: 'number', label, placeholder: example, max: longest, required: true };
  return {
    ...formOf(field, typed, error),
    title,
    intro,
    submit,
    action: { verb, step: 'submit', idempotencyKey: randomUUID() },
  };
}

function codeForm(number: string, typed = '', error?: string): Form {
  const { label, hint, title, intro, submit } = say.code;
  const field: Field = { kind: 'text', name: 'code', label, hint, max: longest, required: true };
  const action = { verb, step: 'submit' as const, input: { for: 'code', number }, idempotencyKey: randomUUID() };
  return { ...formOf(field, typed, error), title, intro: intro(number, lengthOfTime(codeTtlMs)), submit, action };
}

const formOf = (field: Field, typed: string, error: string | undefined) => ({
  fields: [field],
  values: typed ? { [field.name]: typed } : {},
  errors: error ? { [field.name]: error } : {},
});

const doneCard = (registry: Registry, title: string): Card => ({
  title,
  tone: 'good',
  text: [say.next],
  buttons: [buttonForAll(registry, 'help')],
});

const form = (f: Form): Reply => ({ kind: 'form', form: f });
const card = (c: Card): Reply => ({ kind: 'card', card: c, to: 'asker' });
