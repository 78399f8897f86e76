import { shortened } from '../../lib/text.ts';
import { dropDraft } from '../../service/drafts.ts';
import type { Refusal } from '../../service/errors.ts';
import { mayAtAll, NotAllowed } from '../../service/policy.ts';
import { writingDownRefusals } from '../../service/use-case.ts';
import { field as sayField, talk } from '../../ui/sentences/bot.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import type { Call, Command } from '../command.ts';
import type { Reply } from '../inbound.ts';
import { type Checked, check, type Raw, withoutEmptyRows } from '../line/raw.ts';
import { chooseWhom } from '../people/people-cards.ts';
import { addRow, makeForm } from './forms.ts';
import { askYes, fingerprint } from './plan.ts';
import { mend, refusalCard, refusalsIn } from './refusal.ts';

/** How far a command has come, and from where. */
export interface Stage {
  step: 'run' | 'form' | 'submit' | 'add-row' | 'confirm';
  /** The plan that a Yes was said to. */
  plan?: string;
  once?: string;
  /** Whether a message with a pressed button can be replaced. */
  pressed: boolean;
  /** The draft that held what the Yes was said to. */
  draft?: string;
  /** Words of a typed line that fit nowhere. */
  left?: string[];
}

/**
 * The one way of every command, once rights are known: form for what is missing → preview → Yes → run → answer.
 *
 * @param raw what was typed, filled in or carried; nothing of it is trusted
 */
export async function carryOut(call: Call, command: Command, raw: Raw, stage: Stage): Promise<Reply[]> {
  const ctx = { ...call.ctx, once: stage.once };
  call = { ...call, ctx };
  try {
    if (stage.step === 'form') return [await form(call, command, raw)];
    if (stage.step === 'add-row') return [await form(call, command, addRow(command, call, raw), {}, stage.once)];
    raw = withoutEmptyRows(raw);
    const checked = await check(call, command, raw);
    const problem = await problems(call, command, raw, checked, stage);
    if (problem) return problem;
    return await planAndRun(call, command, raw, checked, stage).catch((error) => {
      // It changed between our look and the act itself: the same as a plan that has changed, shown afresh.
      if (stage.step !== 'confirm' || refusalsIn(error)?.[0]?.code !== 'plan-changed') throw error;
      return planAndRun(call, command, raw, checked, { ...stage, plan: undefined });
    });
  } catch (error) {
    const refused = refusalsIn(error);
    if (!refused) throw error;
    // Wrong fields are shown in the form, with all that was typed; a line that was wrong in them becomes the form.
    const inFields = stage.step === 'submit' ? refused.some(hasField) : stage.step === 'run' && refused.every(hasField);
    if (inFields && Object.values(command.inputs).some((i) => i.ask)) {
      const errors = Object.fromEntries(refused.map((r) => [r.field ?? '', sentenceOf(r)]));
      const once = stage.step === 'submit' ? stage.once : undefined;
      return [await form(call, command, raw, errors, once), ...waysRound(call, refused)];
    }
    return [card(refusalCard(call, refused), stage.step === 'confirm' && refused[0]?.code !== 'already-done')];
  }
}

/** Who may do this to nobody at all is refused before anything is read, asked or looked up. @throws NotAllowed */
export async function refuseWithoutRights({ ctx }: Call, { may }: Command): Promise<void> {
  await writingDownRefusals(ctx, async () => {
    if (!mayAtAll(ctx.actor, may)) throw new NotAllowed(may, null);
  });
}

/** What has to be asked before the command can go on; nothing when all is there. */
async function problems(
  call: Call,
  command: Command,
  raw: Raw,
  checked: Checked,
  stage: Stage,
): Promise<Reply[] | undefined> {
  const errors = { ...checked.errors };
  if (stage.left && stage.left.length > 0)
    errors[''] = `${talk.notUnderstood}: ${shortened(stage.left.join(' '), 100)}`;
  const [nameless] = Object.entries(checked.whom);
  if (stage.step === 'submit') {
    for (const [name, { words, found }] of Object.entries(checked.whom)) {
      errors[name] = 'several' in found ? sayField.several(words) : sayField.nobody(words);
    }
    if (Object.keys(errors).length > 0) return [await form(call, command, raw, errors, stage.once)];
  }
  if (nameless) return [card(await chooseWhom(call, command, raw, nameless[0], nameless[1]), false)];
  if (Object.keys(errors).length > 0) {
    // What is merely missing is asked for, not scolded about.
    return [await form(call, command, raw, checked.wrong || stage.left?.length ? errors : {})];
  }
  if (stage.step === 'confirm' || !command.askAnyway?.(checked.input, stage.step === 'submit')) return undefined;
  return [await form(call, command, raw, stage.step === 'submit' ? { '': talk.nothingGiven } : {})];
}

async function planAndRun(call: Call, command: Command, raw: Raw, { input }: Checked, stage: Stage): Promise<Reply[]> {
  // A form may have been opened by a button, too.
  const here = (stage.pressed || stage.step === 'submit') && (command.inPlace?.(input) ?? false);
  const plan = await command.preview?.(call, input);
  if (plan && (stage.step !== 'confirm' || stage.plan !== fingerprint(plan.basis))) {
    const changed = stage.step === 'confirm';
    const settled = { ...raw, ...idsOf(input) };
    return [card(await askYes(call, command.verb, settled, plan, changed), changed || here)];
  }
  const answer = await command.run(plan ? { ...call, agreed: plan.basis } : call, input);
  if (stage.draft) await dropDraft(call.ctx, stage.draft);
  return [card(answer, (stage.pressed && stage.step === 'confirm') || here)];
}

const hasField = (refusal: Refusal) => refusal.field !== undefined;

/** A form has no place for the buttons that mend what is wrong: they come as a card beside it. */
function waysRound(call: Call, refused: Refusal[]): Reply[] {
  const rows = refused.flatMap((r) => {
    const buttons = mend(call, r);
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
