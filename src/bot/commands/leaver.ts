import { z } from 'zod';
import { deletePerson } from '../../service/people/delete.ts';
import { leave } from '../../service/people/leave.ts';
import { beginLeaver } from '../../service/people/leaver.ts';
import type { Person } from '../../service/people/person.ts';
import { reactivatePerson } from '../../service/people/reactivate.ts';
import { showForQuestion, showPerson } from '../../service/people/show.ts';
import { suspendPerson } from '../../service/people/suspend.ts';
import { undoLeave } from '../../service/people/undo-leave.ts';
import { transferData } from '../../service/progression/transfer.ts';
import { undoTransfers } from '../../service/progression/undo-transfer.ts';
import { scheduleLeave } from '../../service/scheduled/plan.ts';
import type { Card } from '../../ui/card.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { deletion, leaver as say, transfer as sayTransfer } from '../../ui/sentences/progression.ts';
import type { DataSite } from '../../words/sites.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command, type Plan } from '../command.ts';
import { day, hidden, optionalPerson, person, toggle } from '../inputs.ts';
import { leaverCard, stepTo } from '../people/leaver-card.ts';
import { agreedToLeave, leaverPlan, leavingOf, undoBothPlan } from '../people/leaver-plan.ts';
import { namesOf } from '../people/names.ts';
import { deletePlan, reactivatePlan, suspendPlan } from '../people/plans.ts';
import { laterDay, leavesCard } from '../people/scheduled-cards.ts';
import { agreedHoldings, transferInputs, transferPlan, undoPlan } from '../progression/transfer-cards.ts';

const steps = ['show', 'suspend', 'reactivate', 'transfer', 'undo', 'undo-both', 'delete'] as const;
type Step = (typeof steps)[number];

/** What a step is given beyond the person. */
interface StepInput {
  to: Person | undefined;
  site: DataSite | undefined;
  grant: boolean | undefined;
  transfer: string | undefined;
}

const isStep = ({ given }: Call) => given?.do !== undefined;
const atTransfer = ({ given }: Call) => given?.do === 'transfer';
const asksTo = (call: Call) => !isStep(call) || atTransfer(call);

/** The whole way of a leaver in one card, in whose place every step's question and answer come. */
export default command({
  verb: 'leaver',
  aliases: ['left', 'leave', 'leaving', 'offboard', 'resign', 'retire', 'quit'],
  about: ['gone', 'last day', 'farewell', 'goodbye'],
  group: 'accounts',
  order: 50,
  often: 13,
  label: 'Leaver',
  ofSeveral: 'leavers',
  usage: 'leaver <person> [to <person>] [on <day>]',
  summary: 'Suspend, transfer and delete, in one card',
  examples: [
    'leaver ben@school.example to ada@school.example',
    'leaver ben@school.example to ada@school.example on 1 June',
  ],
  may: 'user.suspend',
  inputs: {
    person: person({ label: 'Person', asksIf: ({ subject }) => subject === undefined }),
    to: optionalPerson({ label: 'To', hint: say.toHint, ledBy: ['to', 'into', '->', '→'], asksIf: asksTo }),
    ...transferInputs({ line: 'none', asksIf: atTransfer }),
    grant: toggle({ label: say.grant, asksIf: asksTo }),
    on: day({ label: 'On', hint: say.onHint, line: 'day', towards: 'future', asksIf: (call) => !isStep(call) }),
    do: hidden(z.enum(steps)),
    transfer: hidden(z.uuid()),
  },
  title: (call) =>
    atTransfer(call) ? sayTransfer.title : call.subject ? say.title(namesOf(call.subject).name) : say.ask,
  intro: async (call) => {
    if (!call.subject || atTransfer(call)) return undefined;
    const { holdings } = await showForQuestion(call.ctx, { id: call.subject.id });
    return holdings.length > 0 ? say.intro(namesOf(call.subject), holdings) : undefined;
  },
  inPlace: ({ do: step }) => step !== undefined,
  askAnyway: ({ do: step, to }) => step === 'transfer' && !to,
  // Who holds something leaves it to someone.
  lacksMore: async (call, { person: p, to, do: step }) => {
    if (step || to || p.status === 'suspended') return false;
    return (await showForQuestion(call.ctx, { id: p.id })).holdings.length > 0;
  },
  preview: async (call, { person: p, to, grant, on, do: step, ...more }) => {
    if (!step) return leaverPlan(call, { person: p, to, grant, day: laterDay(call, on) });
    const plan = await planOf(call, p, step, { to, grant, ...more });
    const [no] = stepTo(call, p, 'show', { label: talk.back });
    // The steps have their buttons on the leaver's own card.
    return plan && { ...plan, card: { ...plan.card, buttons: [] }, no };
  },
  run: async (call, { person: p, to, grant, on, do: step, ...more }) => {
    if (step === 'show') return leaverCard(call, p.id);
    if (!step) return leaveOr(call, { person: p, to, grant, day: laterDay(call, on) });
    await beginLeaver({ ...call.ctx, idempotencyKey: undefined }, { id: p.id });
    await carryOutStep(call, p, step, { to, grant, ...more });
    if (step === 'delete') return { title: deletion.done(namesOf(p)), tone: 'good', text: [deletion.next] };
    return step === 'undo-both' ? backCard(call, p) : leaverCard(call, p.id);
  },
});

/** Does what was said Yes to; where there was nothing to ask, it only shows how far their leaving has come. */
async function leaveOr(call: Call, input: Parameters<typeof leaverPlan>[1]): Promise<Card> {
  const { person: p, to, day: later } = input;
  if (call.agreed === undefined) return leaverCard(call, p.id);
  if (later) {
    const [planned] = await scheduleLeave(call.ctx, { rows: [{ ...leavingOf(input), day: later }] });
    return leavesCard(call, p, to, planned?.id, later);
  }
  await leave(call.ctx, { rows: [leavingOf(input)], seen: [agreedToLeave(call)] });
  return leaverCard(call, p.id);
}

async function backCard(call: Call, { id }: Person): Promise<Card> {
  const p = await showPerson(call.ctx, { id });
  return {
    title: say.undone(namesOf(p)),
    tone: 'good',
    text: [say.undoneNext(namesOf(p), p.holdings.length > 0)],
    buttons: [...buttonTo(call, 'leaver', { person: p }), ...buttonTo(call, 'show', { person: p })],
  };
}

async function planOf(call: Call, p: Person, step: Step, input: StepInput): Promise<Plan | undefined> {
  if (step === 'suspend') return suspendPlan(call, p);
  if (step === 'reactivate') return reactivatePlan(call, p);
  if (step === 'transfer' && input.to) return transferPlan(call, { ...input, from: p, to: input.to });
  if (step === 'undo') return undoPlan(call, [input.transfer ?? '']);
  if (step === 'undo-both') return undoBothPlan(call, p);
  if (step === 'delete') return deletePlan(call, p);
  return undefined;
}

async function carryOutStep(call: Call, { id }: Person, step: Step, input: StepInput): Promise<void> {
  const { to, site, grant, transfer } = input;
  if (step === 'suspend') await suspendPerson(call.ctx, { id });
  if (step === 'reactivate') await reactivatePerson(call.ctx, { id });
  if (step === 'undo') await undoTransfers(call.ctx, { ids: [transfer ?? ''] });
  if (step === 'undo-both') await undoLeave(call.ctx, { ids: [id] });
  if (step === 'delete') await deletePerson(call.ctx, { id });
  if (step === 'transfer' && to)
    await transferData(call.ctx, { from: id, to: to.id, site, grant, seen: agreedHoldings(call) });
}
