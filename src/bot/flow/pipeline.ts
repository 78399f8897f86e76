import { shorten } from '../../lib/text.ts';
import { dropDraft } from '../../service/drafts.ts';
import type { Refusal } from '../../service/errors.ts';
import { mayAtAll, NotAllowed } from '../../service/policy.ts';
import { auditingRefusals } from '../../service/use-case.ts';
import { field as sayField, talk } from '../../ui/sentences/bot.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import type { Call, Command, Raw } from '../command.ts';
import type { Reply } from '../inbound.ts';
import { type Checked, check, withoutEmptyRows } from '../line/read-inputs.ts';
import { chooseWhom } from '../people/people-cards.ts';
import { askYes, fingerprint } from './confirm.ts';
import { addRow, makeForm } from './forms.ts';
import { refusalCard, refusalsIn, remedies } from './remedies.ts';

/** How far a command has come, and from where. */
export interface Invocation {
  step: 'run' | 'form' | 'submit' | 'add-row' | 'confirm';
  /** The plan that a Yes was said to. */
  plan?: string;
  idempotencyKey?: string;
  /** Whether a message with a pressed button can be replaced. */
  pressed: boolean;
  /** The draft that held what the Yes was said to. */
  draft?: string;
  /** Words of a typed line that fit nowhere. */
  unparsed?: string[];
}

/**
 * The one way of every command, once rights are known: form for what is missing → preview → Yes → run → answer.
 *
 * @param raw what was typed, filled in or carried; nothing of it is trusted
 */
export async function carryOut(call: Call, command: Command, raw: Raw, invocation: Invocation): Promise<Reply[]> {
  const ctx = { ...call.ctx, idempotencyKey: invocation.idempotencyKey };
  call = { ...call, ctx };
  try {
    if (invocation.step === 'form') return [await form(call, command, raw)];
    if (invocation.step === 'add-row')
      return [await form(call, command, addRow(command, call, raw), {}, invocation.idempotencyKey)];
    raw = withoutEmptyRows(raw);
    const checked = await check(call, command, raw);
    const problem = await problems(call, command, raw, checked, invocation);
    if (problem) return problem;
    return await planAndRun(call, command, raw, checked, invocation).catch((error) => {
      // It changed between our look and the act itself: the same as a plan that has changed, shown afresh.
      if (invocation.step !== 'confirm' || refusalsIn(error)?.[0]?.code !== 'plan-changed') throw error;
      return planAndRun(call, command, raw, checked, { ...invocation, plan: undefined });
    });
  } catch (error) {
    const refused = refusalsIn(error);
    if (!refused) throw error;
    // Wrong fields are shown in the form, with all that was typed; a line that was wrong in them becomes the form.
    const inFields =
      invocation.step === 'submit' ? refused.some(hasField) : invocation.step === 'run' && refused.every(hasField);
    if (inFields && Object.values(command.inputs).some((i) => i.ask)) {
      const errors = Object.fromEntries(refused.map((r) => [r.field ?? '', sentenceOf(r)]));
      const idempotencyKey = invocation.step === 'submit' ? invocation.idempotencyKey : undefined;
      return [await form(call, command, raw, errors, idempotencyKey), ...remedyCard(call, refused)];
    }
    return [card(refusalCard(call, refused), invocation.step === 'confirm' && refused[0]?.code !== 'already-done')];
  }
}

/** Who may do this to nobody at all is refused before anything is read, asked or looked up. @throws NotAllowed */
export async function refuseWithoutRights({ ctx }: Call, { may }: Command): Promise<void> {
  await auditingRefusals(ctx, async () => {
    if (!mayAtAll(ctx.actor, may)) throw new NotAllowed(may, null);
  });
}

/** What has to be asked before the command can go on; nothing when all is there. */
async function problems(
  call: Call,
  command: Command,
  raw: Raw,
  checked: Checked,
  invocation: Invocation,
): Promise<Reply[] | undefined> {
  const errors = { ...checked.errors };
  if (invocation.unparsed && invocation.unparsed.length > 0)
    errors[''] = `${talk.notUnderstood}: ${shorten(invocation.unparsed.join(' '), 100)}`;
  const [nameless] = Object.entries(checked.whom);
  if (invocation.step === 'submit') {
    for (const [name, { words, found }] of Object.entries(checked.whom)) {
      errors[name] = 'several' in found ? sayField.several(words) : sayField.nobody(words);
    }
    if (Object.keys(errors).length > 0) return [await form(call, command, raw, errors, invocation.idempotencyKey)];
  }
  if (nameless) return [card(await chooseWhom(call, command, raw, nameless[0], nameless[1]), false)];
  if (Object.keys(errors).length > 0) {
    // What is merely missing is asked for, not scolded about.
    return [await form(call, command, raw, checked.wrong || invocation.unparsed?.length ? errors : {})];
  }
  if (invocation.step === 'confirm' || !command.askAnyway?.(checked.input, invocation.step === 'submit'))
    return undefined;
  return [await form(call, command, raw, invocation.step === 'submit' ? { '': talk.nothingGiven } : {})];
}

async function planAndRun(
  call: Call,
  command: Command,
  raw: Raw,
  { input }: Checked,
  invocation: Invocation,
): Promise<Reply[]> {
  // A form may have been opened by a button, too.
  const here = (invocation.pressed || invocation.step === 'submit') && (command.inPlace?.(input) ?? false);
  const plan = await command.preview?.(call, input);
  if (plan && (invocation.step !== 'confirm' || invocation.plan !== fingerprint(plan.basis))) {
    const changed = invocation.step === 'confirm';
    const settled = { ...raw, ...idsOf(input) };
    return [card(await askYes(call, command.verb, settled, plan, changed), changed || here)];
  }
  const answer = await command.run(plan ? { ...call, agreed: plan.basis } : call, input);
  if (invocation.draft) await dropDraft(call.ctx, invocation.draft);
  return [card(answer, (invocation.pressed && invocation.step === 'confirm') || here)];
}

const hasField = (refusal: Refusal) => refusal.field !== undefined;

/** A form has no place for the buttons that mend what is wrong: they come as a card beside it. */
function remedyCard(call: Call, refused: Refusal[]): Reply[] {
  const rows = refused.flatMap((r) => {
    const buttons = remedies(call, r);
    return buttons.length > 0 ? [{ title: sentenceOf(r), buttons }] : [];
  });
  return rows.length > 0 ? [card({ title: talk.inTheWay, tone: 'attention', rows }, false)] : [];
}

/** People as buttons carry them. */
const idsOf = (input: Checked['input']): Raw =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, v]) =>
      typeof v === 'object' && v !== null && 'id' in v && 'email' in v ? [[name, `id:${v.id}`]] : [],
    ),
  );

const form = async (...args: Parameters<typeof makeForm>): Promise<Reply> => ({
  kind: 'form',
  form: await makeForm(...args),
});

const card = (c: Extract<Reply, { kind: 'card' }>['card'], replace: boolean): Reply => ({
  kind: 'card',
  card: c,
  to: 'asker',
  ...(replace && { replace: true }),
});
