import { sha256 } from '../../lib/hash.ts';
import { afterCommit } from '../../service/database-errors.ts';
import { dropDraft } from '../../service/drafts.ts';
import { Refusal } from '../../service/errors.ts';
import { waitingMails } from '../../service/mail/progress.ts';
import { mayAtAll, NotAllowed } from '../../service/policy.ts';
import { auditingRefusals, wasDone } from '../../service/use-case.ts';
import type { Card } from '../../ui/card.ts';
import { isFile } from '../../ui/form.ts';
import { withNames } from '../../ui/mention.ts';
import { field as sayField, talk } from '../../ui/sentences/bot.ts';
import { mailServer as sayMail } from '../../ui/sentences/mail-server.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import type { Call, Command, GoOn, Question, Raw, Resolved } from '../command.ts';
import type { Reply } from '../inbound.ts';
import { choosePerson, goOnCard } from './ask-which.ts';
import { type Checked, checkInputs, onlyInputs, unclearIn } from './check-inputs.ts';
import { askYes, fingerprint } from './confirm.ts';
import { fileRefusedCard, isOfSentFile, lacksFileAlone, sendFileCard, wrongWithFileCard } from './file-with-words.ts';
import { withoutEmptyRows } from './form-values.ts';
import { addRow, type Given, makeForm, removeRow } from './forms.ts';
import { privately, standingInTheWay } from './keep-form.ts';
import { type Left, sayLeft } from './left.ts';
import { peopleOfFile, sayingWhoIsMissing, takesFileOfPeople } from './people-of-file.ts';
import { answersAt, isQuestionOf, questionForm } from './question.ts';
import { readFiles, takesFile, withFiles } from './read-files.ts';
import { refusalCard, refusalsIn, remedies } from './remedies.ts';

/** How far a command has come, and from where. */
export interface Invocation {
  step: 'run' | 'form' | 'submit' | 'add-row' | 'remove-row' | 'confirm';
  /** The path of the row that is to go. */
  row?: string;
  /** The plan that a Yes was said to. */
  plan?: string;
  idempotencyKey?: string;
  /** It is carried out once more, after a crash. */
  again?: true;
  /** Whether a message with a pressed button can be replaced. */
  canReplace: boolean;
  /** The draft that held what the Yes was said to. */
  draft?: string;
  /** What of a typed line fits nowhere, and what was read as something that it may not be. */
  left?: Left;
  /** What the reading of the line looked up already, by input. */
  resolved?: Record<string, Resolved<unknown>>;
}

/**
 * The one way of every command, once rights are known: form for what is missing → preview → Yes → run → answer.
 *
 * @param raw what was typed, filled in or carried; nothing of it is trusted
 */
export async function runCommand(call: Call, command: Command, raw: Raw, invocation: Invocation): Promise<Reply[]> {
  const { step, again } = invocation;
  const idempotencyKey = keyOf(raw, invocation);
  let isCommitted = false;
  const onCommit = () => {
    isCommitted = true;
  };
  const ctx = { ...call.ctx, idempotencyKey, onCommit };
  const carryOut = async () => {
    // Asked first: what was done stands in the way of its own plan.
    if (again && idempotencyKey && (await wasDone(call.ctx, idempotencyKey))) return [privately(doneCard)];
    const given = await readGiven({ ...call, ctx }, command, raw, invocation);
    if (step === 'form' && !isQuestionOf(command, raw)) return [await form(given)];
    if (changesRows(step)) return [await form(given, {}, invocation.idempotencyKey)];
    const question = await whatToAsk(given, invocation);
    const hasChanged = () => isCommitted;
    const run = () => planAndRun(given, invocation, hasChanged);
    return question ?? (await auditingRefusals(ctx, run).catch((error) => mend(given, invocation, error, hasChanged)));
  };
  try {
    return await auditingRefusals(ctx, () => (takesFile(command, raw) ? withFiles(carryOut) : carryOut()));
  } catch (error) {
    const refused = refusalsIn(isCommitted ? afterCommit(error) : error);
    if (call.noted) call.noted.outcome = 'refused';
    if (isOfSentFile(call, command, refused)) return [privately(fileRefusedCard(await refusalCard(call, refused)))];
    const code = refused[0]?.code;
    if (again && code === 'already-done') return [privately(doneCard)];
    if (step === 'submit' || changesRows(step))
      return [standingInTheWay({ type: 'submit' }, await refusalCard(call, refused))];
    // The Yes is still good a while later.
    const stays = code === 'already-done' || code === 'limit-reached' || code === 'busy';
    return [privately(await refusalCard(call, refused), step === 'confirm' && !stays)];
  }
}

/** For who did it and was not answered: what came of it was lost with the process that did it. */
const doneCard: Card = { title: talk.doneTitle, tone: 'good', text: [talk.done] };

const changesRows = (step: Invocation['step']) => step === 'add-row' || step === 'remove-row';

/**
 * Of a filled form the key is its own and what is in it: sent twice it is done once, and what was put right in it since, where
 * the answer to the first got lost, is no repeat.
 */
function keyOf(raw: Raw, { step, idempotencyKey }: Invocation): string | undefined {
  if (step !== 'submit' || !idempotencyKey) return idempotencyKey;
  const filled = JSON.stringify(raw, (_, value) =>
    isFile(value) ? [value.name, sha256(value.base64).toString('base64url')] : value,
  );
  return `${idempotencyKey} ${sha256(filled).toString('base64url')}`;
}

async function readGiven(call: Call, command: Command, raw: Raw, invocation: Invocation): Promise<Given> {
  const { step, row, resolved } = invocation;
  if ((step === 'form' && !isQuestionOf(command, raw)) || changesRows(step)) {
    const kept = step === 'add-row' ? addRow(command, call, raw) : step === 'form' ? raw : removeRow(raw, row);
    return { call, command, raw: kept, checked: await checkInputs(call, command, kept, resolved) };
  }
  const { raw: read, refused } = await readFiles(call, command, withoutEmptyRows(raw));
  const checked = await checkInputs(call, command, read, resolved);
  const named = takesFileOfPeople(command);
  // Whom it is for stands in the file.
  if (named && isFile(read.file) && read[named] === undefined) delete checked.errors[named];
  for (const [name, refusal] of Object.entries(refused)) {
    // A Yes has no form in which it could stand beside its field; nor has a chat whose forms take no files.
    if (step === 'confirm' || call.filesWithWords) throw new Refusal(refusal.code, refusal.params, name);
    checked.errors[name] = sentenceOf(refusal);
    checked.wrong = true;
  }
  return { call, command, raw: read, checked };
}

/** Who may do this to nobody at all is refused before anything is read, asked or looked up. @throws NotAllowed */
export async function refuseWithoutRights({ ctx }: Call, { may }: Command): Promise<void> {
  await auditingRefusals(ctx, async () => {
    if (!mayAtAll(ctx.actor, may)) throw new NotAllowed(may, null);
  });
}

/** The question that comes before the command can go on; nothing when all is there. */
async function whatToAsk(given: Given, { step, left = {}, idempotencyKey }: Invocation): Promise<Reply[] | undefined> {
  const { command, checked } = given;
  const errors = { ...checked.errors };
  const said = sayLeft(left);
  if (said) errors[''] = said;
  const unclear = Object.entries(checked.unclear);
  if (step === 'submit') {
    for (const [name, each] of unclear) {
      const [words = '', ...more] = unclearIn(each).map(withNames);
      if (words.startsWith('id:')) {
        errors[name] = `${talk.gone}. ${talk.goneSince}`;
        continue;
      }
      const say = more.length > 0 ? sayField.notAlone : 'several' in each.found ? sayField.several : sayField.nobody;
      errors[name] = say(words, more);
    }
    if (Object.keys(errors).length > 0) return [await form(given, errors, idempotencyKey)];
  }
  const [first] = unclear;
  if (first) return [privately(await choosePerson(given, ...first, left))];
  if (Object.keys(errors).length > 0) {
    const refused = wrongWithFileCard(given, Object.values(errors));
    if (refused) return [privately(refused)];
    // Of what is merely missing no error is shown: the form asks for it.
    const shown = await makeForm(given, checked.wrong || said ? errors : {});
    if (said && shown.fields.length === 0) return [privately(await goOnCard(given, said))];
    return [{ kind: 'form', form: shown }];
  }
  // Whom it is for stands in the file.
  if (step === 'confirm' || (takesFileOfPeople(command) && isFile(given.raw.file))) return undefined;
  if (step === 'run' && (await command.lacksMore?.(given.call, checked.input))) return [await form(given)];
  if (!command.askAnyway?.(checked.input, step === 'submit')) return undefined;
  if (step === 'submit' && lacksFileAlone(given)) return [privately(sendFileCard(given))];
  return [await form(given, step === 'submit' ? { '': talk.nothingGiven } : {})];
}

/** @param hasChanged whether anything was changed by now */
async function planAndRun(given: Given, invocation: Invocation, hasChanged: () => boolean): Promise<Reply[]> {
  const whole = await withFileRead(given);
  if ('fields' in whole)
    return [{ kind: 'form', form: await questionForm(given.call, given.command, given.raw, whole) }];
  const { call, command, raw, checked, note } = whole;
  const { input, people, missing } = checked;
  const isYes = invocation.step === 'confirm';
  // A form may have been opened by a button, too.
  const here = (invocation.canReplace || invocation.step === 'submit') && (command.inPlace?.(input) ?? false);
  const asked = command.inputs.answers ? { ...input, answers: answersAt(invocation.step, input.answers) } : input;
  const plan = await command.preview?.(call, asked);
  if (plan && 'goOn' in plan) return goOnWith(call, plan, invocation);
  if (plan && 'fields' in plan) return [{ kind: 'form', form: await questionForm(call, command, raw, plan) }];
  if (plan && !(isYes && invocation.plan === fingerprint(plan.basis))) {
    // What comes twice is asked about once.
    await call.ctx.beforeChange?.();
    const question = await askYes(
      call,
      command.verb,
      { ...raw, ...idsOf(command, people), ...plan.input },
      plan,
      isYes,
    );
    return [privately(await sayingWhoIsMissing(question, note, missing), isYes || here)];
  }
  const answer = await command.run(plan ? { ...call, agreed: plan.basis } : call, asked);
  if (invocation.draft) await dropDraft(call.ctx, invocation.draft);
  const told = hasChanged() ? await sayingWhatWaits(call, answer) : answer;
  const said = await sayingWhoIsMissing(told, note, missing);
  return [privately(said, (invocation.canReplace && isYes) || here)];
}

/** The command that was chosen, as if it had been typed for these. @throws NotAllowed */
async function goOnWith(call: Call, { goOn, input }: GoOn, invocation: Invocation): Promise<Reply[]> {
  const command = call.registry.get(goOn);
  if (!command) throw new Error(`no command is called ${goOn}`);
  await refuseWithoutRights(call, command);
  const { idempotencyKey, again } = invocation;
  return runCommand(call, command, onlyInputs(command, input), {
    step: 'run',
    canReplace: false,
    idempotencyKey,
    again,
  });
}

/** With those whom a file names in its place: from here on they are people as all others. @throws Refusal beside the file */
async function withFileRead(given: Given): Promise<(Given & { note?: string }) | Question> {
  const { call, command, raw, checked } = given;
  const name = takesFileOfPeople(command);
  const read = await peopleOfFile(call, command, raw, checked);
  if (!name || !read) return given;
  if ('fields' in read) return read;
  const { file: _, answers: __, ...others } = raw;
  return {
    ...given,
    raw: others,
    note: read.note,
    checked: {
      ...checked,
      input: { ...checked.input, [name]: read.people, file: undefined, answers: undefined },
      people: { ...checked.people, [name]: read.people },
      missing: [...checked.missing, ...read.missing],
    },
  };
}

/** What is told by mail is told later where the mail server takes none: the answer says so, whatever command it is of. */
async function sayingWhatWaits({ ctx }: Call, answer: Card): Promise<Card> {
  // It is done; that this can't be asked is no reason to say otherwise.
  const waiting = await waitingMails(ctx, ctx.correlationId).catch(() => 0);
  if (waiting === 0) return answer;
  return { ...answer, text: [...(answer.text ?? []), waiting === 1 ? sayMail.willGo : sayMail.manyWillGo] };
}

/** A plan that changed meanwhile is shown afresh, a field that is wrong in the form. @throws whatever else stood in the way */
async function mend(given: Given, invocation: Invocation, error: unknown, hasChanged: () => boolean): Promise<Reply[]> {
  const { step, idempotencyKey } = invocation;
  const refused = refusalsIn(error);
  // It changed between our look and the act itself: the same as a plan that has changed.
  if (step === 'confirm' && refused[0]?.code === 'plan-changed')
    return planAndRun(given, { ...invocation, plan: undefined }, hasChanged);
  if (isOfSentFile(given.call, given.command, refused)) throw error;
  // All that was typed stays in it; a typed line whose values are wrong becomes the form.
  const inFields = step === 'submit' ? refused.some(hasField) : step === 'run' && refused.every(hasField);
  if (!inFields || !Object.values(given.command.inputs).some((i) => i.ask)) throw error;
  const errors = Object.fromEntries(refused.map((r) => [r.field ?? '', sentenceOf(r)]));
  const shown = await form(given, errors, step === 'submit' ? idempotencyKey : undefined);
  return [shown, ...remedyCard(given.call, refused)];
}

const hasField = (refusal: Refusal) => refusal.field !== undefined;

/** A form has no place for the buttons that mend what is wrong: they come as a card beside it. */
function remedyCard(call: Call, refused: Refusal[]): Reply[] {
  const rows = refused.flatMap((r) => {
    const buttons = remedies(call, r);
    return buttons.length > 0 ? [{ title: sentenceOf(r), buttons }] : [];
  });
  return rows.length > 0 ? [privately({ title: talk.inTheWay, tone: 'attention', rows })] : [];
}

/** People as buttons carry them. */
const idsOf = ({ inputs }: Command, people: Checked['people']): Raw =>
  Object.fromEntries(
    Object.entries(people).map(([name, found]) => {
      const ids = found.map(({ id }) => `id:${id}`);
      return [name, inputs[name]?.several ? ids : ids[0]];
    }),
  );

async function form(...given: Parameters<typeof makeForm>): Promise<Reply> {
  return { kind: 'form', form: await makeForm(...given) };
}
