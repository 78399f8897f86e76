import { stringOf } from '../../lib/json.ts';
import { isUuid } from '../../lib/uuid.ts';
import { dropDraft } from '../../service/drafts.ts';
import { registerCopy } from '../../service/requests/copies.ts';
import type { Action, Card } from '../../ui/card.ts';
import { talk, unknown } from '../../ui/sentences/bot.ts';
import type { Call } from '../command.ts';
import type { Noted } from '../handled.ts';
import type { Event, Inbound, Reply } from '../inbound.ts';
import { calledBy } from '../line/aliases.ts';
import { namesSomeone } from '../line/parse.ts';
import { readLine } from '../line/read-line.ts';
import { askWhatFor, fileInputOf } from './ask-which.ts';
import { onlyInputs } from './check-inputs.ts';
import { didYouMean } from './did-you-mean.ts';
import { changedOnly } from './forms.ts';
import { type CallOptions, identifySender, strangerCard } from './identify-sender.ts';
import { entersCode, joinCentreReply } from './join-centre.ts';
import { privately, standingInTheWay } from './keep-form.ts';
import { keepAhead, keepOnce } from './kept-once.ts';
import { unpackLeft } from './left.ts';
import { unpackInput } from './pack-input.ts';
import { takesFileOfPeople } from './people-of-file.ts';
import { type Invocation, refuseWithoutRights, runCommand } from './pipeline.ts';
import { refusalCard, refusalsIn } from './remedies.ts';
import { secretIn, secretTypedCard, withoutSecrets } from './secrets.ts';
import { takenReply } from './taken.ts';

/**
 * What is answered to an interaction: who it is, which command they mean, and what came of it.
 *
 * @param noted what is noted of it on the way
 */
export async function handle(
  options: CallOptions,
  inbound: Inbound,
  correlationId: string,
  noted: Noted = {},
): Promise<Reply[]> {
  const { event } = inbound;
  if (inbound.place.shared) {
    noted.outcome = 'refused';
    return [standingInTheWay(event, sharedCard)];
  }
  keepAhead(options.registry, inbound);
  const known = await identifySender(options, inbound, correlationId);
  if (entersCode(event) || ('because' in known && known.because === 'workspace-unbound'))
    return [await onceKept(inbound, () => joinCentreReply(options, inbound, correlationId))];
  if ('because' in known && known.because === 'taken' && event.type === 'press')
    return [privately(await onceKept(inbound, () => takenReply(options.app, known, event, correlationId)), true)];
  if ('because' in known) {
    noted.outcome = 'refused';
    return [standingInTheWay(event, strangerCard(known, inbound.sender))];
  }
  const call = { ...known, noted };
  try {
    await registerPressedCopy(call, inbound);
    return await (event.type === 'text' ? typed(call, event, inbound) : pressed(call, event, inbound));
  } catch (error) {
    const refused = refusalsIn(error);
    noted.outcome = 'refused';
    return [standingInTheWay(event, await refusalCard(call, refused))];
  }
}

/** For what someone without an account does: it may be a code, or ask for a mail. @throws TakenBefore */
async function onceKept<T>(inbound: Inbound, run: () => Promise<T>): Promise<T> {
  await keepOnce(inbound);
  return run();
}

/** Whatever a platform sends, a step that fits what it is: a press can't pretend to be a filled form. */
function invocationOf(action: Action, type: 'press' | 'submit', { id, again }: Inbound): Invocation {
  const idempotencyKey = action.idempotencyKey ?? id;
  if (type === 'submit') {
    const step = action.step === 'add-row' || action.step === 'remove-row' ? action.step : 'submit';
    return { step, row: action.row, idempotencyKey, again, canReplace: false };
  }
  const step = action.step === 'confirm' || action.step === 'form' ? action.step : 'run';
  const draft = step === 'confirm' ? stringOf(action.input?.draft) : undefined;
  return { step, canReplace: true, idempotencyKey, again, plan: action.plan, draft };
}

type NotedCall = Call & { noted: Noted };

type Typed = Extract<Event, { type: 'text' }>;

async function typed(call: NotedCall, { text, file }: Typed, { id, again }: Inbound): Promise<Reply[]> {
  const secret = secretIn(call.registry, text);
  if (secret) {
    call.noted.outcome = 'refused';
    return [privately(secretTypedCard(call, secret))];
  }
  const { verb = '', rest = '' } = calledBy(call.registry, text) ?? {};
  const command = call.registry.meant(call.ctx.actor, verb, namesSomeone(rest));
  const into = command && fileInputOf(command);
  if (file && !into) return [privately(await askWhatFor(call, file))];
  if (!command) {
    call.noted.outcome = 'not_understood';
    return [privately(await didYouMean(call, text))];
  }
  call.noted.verb = command.verb;
  await refuseWithoutRights(call, command);
  const namesPeople = file !== undefined && takesFileOfPeople(command) !== undefined;
  const { raw, ...read } = await readLine(call, command, `${command.verb} ${rest}`, namesPeople);
  const given = onlyInputs(command, file && into ? { ...raw, [into]: file } : raw);
  return runCommand(call, command, given, { step: 'run', canReplace: false, idempotencyKey: id, again, ...read });
}

async function pressed(call: NotedCall, event: Exclude<Event, { type: 'text' }>, inbound: Inbound): Promise<Reply[]> {
  const { action } = event;
  const command = call.registry.meant(call.ctx.actor, action.verb, namesAnother(action));
  if (!command) {
    call.noted.outcome = 'not_understood';
    return [standingInTheWay(event, await didYouMean(call, String(action.verb)))];
  }
  call.noted.verb = command.verb;
  if (action.step === 'cancel') {
    const draft = stringOf(action.input?.draft);
    if (draft) await dropDraft(call.ctx, draft);
    return [privately({ title: talk.nothingChanged }, true)];
  }
  if (!(command.forAllToSee && isUuid(String(action.input?.request)))) await refuseWithoutRights(call, command);
  // Of a form, its fields alone may hold a secret.
  const carried = withoutSecrets(command.inputs, await unpackInput(call, action.input));
  const raw = onlyInputs(
    command,
    event.type === 'submit' ? changedOnly({ ...carried, ...event.values, ...event.files }) : carried,
  );
  const left = event.type === 'press' ? unpackLeft(carried) : {};
  return runCommand(call, command, raw, { ...invocationOf(action, event.type, inbound), left });
}

/** Whether a press is about someone: a draft may be, and is not looked into before it is known who presses. */
const namesAnother = ({ input = {} }: Action) => ['person', 'people', 'request', 'draft'].some((name) => name in input);

/** Said to all alike, before it is asked who they are: what happens there, others could see. */
export const sharedCard: Card = { title: unknown.title, tone: 'attention', text: [talk.sharedChannel] };

/**
 * A request's card that was sent just before a crash is known to nobody: the first press on it says that it is there, and
 * from then on it is kept up to date. Lists carry requests too, and are not cards of theirs.
 */
async function registerPressedCopy(call: Call, { event, message: ref, place }: Inbound): Promise<void> {
  if (event.type !== 'press' || ref === undefined) return;
  const { request: requestId, copy } = event.action.input ?? {};
  if (copy !== true || typeof requestId !== 'string' || !isUuid(requestId)) return;
  const to = place.kind === 'direct' ? { userId: call.ctx.actor.id } : { channel: place.id };
  await registerCopy(call.ctx, { requestId, workspaceId: call.known.workspaceId, to, ref });
}
