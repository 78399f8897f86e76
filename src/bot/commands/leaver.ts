import { z } from 'zod';
import { deletePerson } from '../../service/people/delete.ts';
import { beginLeaver } from '../../service/people/leaver.ts';
import type { Person } from '../../service/people/person.ts';
import { reactivatePerson } from '../../service/people/reactivate.ts';
import { suspendPerson } from '../../service/people/suspend.ts';
import { transferData } from '../../service/progression/transfer.ts';
import { undoTransfer } from '../../service/progression/undo-transfer.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { deletion, transfer as sayTransfer } from '../../ui/sentences/progression.ts';
import type { DataSite } from '../../words/sites.ts';
import { type Call, command, type Plan } from '../command.ts';
import { hidden, optionalPerson, person } from '../inputs.ts';
import { leaverCard, stepTo } from '../people/leaver-card.ts';
import { namesOf } from '../people/names.ts';
import { deletePlan, reactivatePlan, suspendPlan } from '../people/plans.ts';
import { agreedHoldings, transferInputs, transferPlan, undoPlan } from '../progression/transfer-cards.ts';

const steps = ['show', 'suspend', 'reactivate', 'transfer', 'undo', 'delete'] as const;
type Step = (typeof steps)[number];

/** What a step is given beyond the person. */
interface StepInput {
  to: Person | undefined;
  site: DataSite | undefined;
  grant: boolean | undefined;
  transfer: string | undefined;
}

/** A form is only ever shown for the step that asks whom to transfer to, or for the person. */
const atTransfer = ({ subject, given }: Call) => subject !== undefined && given?.do === 'transfer';

/** The whole way of a leaver in one card, in whose place every step's question and answer come. */
export default command({
  verb: 'leaver',
  aliases: ['left', 'leave', 'leaving', 'offboard', 'resign', 'retire', 'quit'],
  about: ['gone', 'last day', 'farewell', 'goodbye'],
  group: 'accounts',
  order: 50,
  label: 'Leaver',
  summary: 'Suspend, transfer and delete, step by step',
  examples: ['leaver ben@school.example'],
  may: 'user.suspend',
  inputs: {
    person: person({ label: 'Person', asksIf: ({ subject }) => subject === undefined }),
    to: optionalPerson({ label: 'To', hint: 'Someone with an active account.', line: 'none', asksIf: atTransfer }),
    ...transferInputs({ line: 'none', asksIf: atTransfer }),
    do: hidden(z.enum(steps)),
    transfer: hidden(z.uuid()),
  },
  title: ({ subject }) => (subject ? sayTransfer.title : 'Leaver'),
  inPlace: ({ do: step }) => step !== undefined,
  askAnyway: ({ do: step, to }) => step === 'transfer' && !to,
  preview: async (call, { person: p, do: step = 'show', ...more }) => {
    const plan = await planOf(call, p, step, more);
    const [no] = stepTo(call, p, 'show', { label: talk.back });
    // The steps have their buttons on the leaver's own card.
    return plan && { ...plan, card: { ...plan.card, buttons: [] }, no };
  },
  run: async (call, { person: p, do: step = 'show', ...more }) => {
    if (step === 'show') return leaverCard(call, p.id);
    await beginLeaver({ ...call.ctx, idempotencyKey: undefined }, { id: p.id });
    await carryOutStep(call, p, step, more);
    if (step === 'delete') return { title: deletion.done(namesOf(p)), tone: 'good', text: [deletion.next] };
    return leaverCard(call, p.id);
  },
});

async function planOf(call: Call, p: Person, step: Step, input: StepInput): Promise<Plan | undefined> {
  if (step === 'suspend') return suspendPlan(call, p);
  if (step === 'reactivate') return reactivatePlan(call, p);
  if (step === 'transfer' && input.to) return transferPlan(call, { ...input, from: p, to: input.to });
  if (step === 'undo') return undoPlan(call, input.transfer ?? '');
  if (step === 'delete') return deletePlan(call, p);
  return undefined;
}

async function carryOutStep(call: Call, { id }: Person, step: Step, input: StepInput): Promise<void> {
  const { to, site, grant, transfer } = input;
  if (step === 'suspend') await suspendPerson(call.ctx, { id });
  if (step === 'reactivate') await reactivatePerson(call.ctx, { id });
  if (step === 'undo') await undoTransfer(call.ctx, { id: transfer ?? '' });
  if (step === 'delete') await deletePerson(call.ctx, { id });
  if (step === 'transfer' && to)
    await transferData(call.ctx, { from: id, to: to.id, site, grant, seen: agreedHoldings(call) });
}
