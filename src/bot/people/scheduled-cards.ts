import { dayIn } from '../../lib/time.ts';
import { Refusal } from '../../service/errors.ts';
import type { Person } from '../../service/people/person.ts';
import { previewSuspend } from '../../service/people/suspend.ts';
import { isOpen, maxListed, type Scheduled } from '../../service/scheduled/list.ts';
import type { Button, Card } from '../../ui/card.ts';
import { oneself, suspend } from '../../ui/sentences/people.ts';
import { scheduled as say } from '../../ui/sentences/scheduled.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { several } from '../../ui/sentences/several.ts';
import { buttonForAll, buttonTo } from '../buttons.ts';
import type { Call, Plan, Registry } from '../command.ts';
import type { Day } from '../line/day.ts';
import { cancelAllButton, cancelButton } from './cancel-cards.ts';
import { sortOut } from './many.ts';
import { namesOf } from './names.ts';
import { suspendDetail } from './plans.ts';

/** The day that is meant, in the school's calendar. */
export const dayOf = ({ now, known }: Call, on: Day | undefined): string | undefined =>
  on && dayIn(on(now, known.centre.timeZone), known.centre.timeZone);

/** The day to come that is meant, in the school's calendar; nothing where it is today, or none was given. @throws Refusal `date-past` */
export function laterDay({ now, known }: Call, on: Day | undefined): string | undefined {
  if (!on) return undefined;
  const { timeZone } = known.centre;
  const [day, today] = [dayIn(on(now, timeZone), timeZone), dayIn(now, timeZone)];
  if (day < today) throw new Refusal('date-past', {}, 'on');
  return day === today ? undefined : day;
}

/** Suspending people on a day to come: who is, and who is left out and why. @throws Refused where nobody is left */
export async function suspendLaterPlan(call: Call, people: Person[], day: string, reason?: string): Promise<Plan> {
  const { good, state, rows, own, more, input } = sortOut(
    call,
    await previewSuspend(call.ctx, { ids: people.map(({ id }) => id) }),
    { detail: suspendDetail },
  );
  const [first] = good;
  const isOne = first !== undefined && people.length === 1;
  const moved = good.flatMap(({ planned }) => planned ?? []);
  return {
    card: {
      title: isOne ? say.ask(namesOf(first.person), day) : say.askSeveral(good.length, day),
      state,
      text: [
        ...(isOne && own.length > 0 ? [oneself] : own),
        ...say.moved(moved, isOne),
        say.follows,
        say.asYou,
        ...more,
      ],
      facts: reason ? [{ label: suspend.reason, value: reason }] : [],
      rows: isOne ? [] : rows,
    },
    yes: say.yes,
    input,
    basis: [day, ...good.map(({ person, planned }) => [person.id, planned?.id ?? null])],
  };
}

/** What was planned, with the way to cancel it. */
export function plannedCard(
  call: Call,
  people: Person[],
  planned: { id: string; userId: string }[],
  day: string,
): Card {
  const [person] = people;
  const [only] = planned;
  const isOne = person !== undefined && only !== undefined && planned.length === 1;
  return {
    title: isOne ? say.done(namesOf(person), day) : say.doneSeveral(planned.length, day),
    tone: 'good',
    text: [say.follows, say.asYou, say.until()],
    buttons: [
      ...(isOne
        ? cancelButton(call, only.id)
        : cancelAllButton(call, { id: planned[0]?.id ?? '', inOneGo: planned.length })),
      ...buttonTo(call, 'scheduled'),
    ],
  };
}

/** What was planned for someone who leaves. */
export const leavesCard = (
  call: Call,
  p: Person,
  to: Person | undefined,
  id: string | undefined,
  day: string,
): Card => ({
  title: say.doneLeaver(namesOf(p), to ? namesOf(to).name : null, day),
  tone: 'good',
  text: [say.follows, say.asYou, say.until()],
  buttons: [
    ...buttonTo(call, 'scheduled', { label: say.cancel, input: { cancel: id ?? '' }, onlyIf: id !== undefined }),
    ...buttonTo(call, 'scheduled'),
    ...buttonTo(call, 'show', { person: p }),
  ],
});

export function scheduledCard(call: Call, found: Scheduled[]): Card {
  const shown = found.slice(0, maxListed);
  return {
    title: say.title,
    state: shown.length > 0 ? say.counted(shown.length, found.length > maxListed) : undefined,
    text: shown.length > 0 ? [] : [say.nothing, say.how()],
    rows: shown.map((each) => ({
      title: each.name,
      state: say.will(each),
      detail: each.plannedBy === null ? undefined : say.by(each.plannedBy, each.reason),
      buttons: each.state === 'doing' ? [] : [...cancelButton(call, each.id), ...cancelAllButton(call, each)],
    })),
  };
}

/** What is read on the day by whoever planned it, and by coordinators in their place, of one or several. */
export function toldScheduledCard(registry: Registry, plan: Scheduled[], isPlanner: boolean): Card {
  const [one, other] = plan;
  if (!one) throw new Error('nothing was planned');
  const open = plan.filter(isOpen);
  const when = isPlanner ? say.plannedFor(one.day) : say.plannedForBy(one.day, one.plannedBy);
  const tone = open.length > 0 ? 'attention' : 'good';
  if (!other)
    return { title: toldOf(one), tone, text: [when, ...whyOf(one, isPlanner)], buttons: buttonsOf(registry, one) };
  return {
    title:
      open.length > 0 ? say.toldSeveralRefused(open.length, plan.length, one) : say.toldSeveralDone(plan.length, one),
    tone,
    text: [when, ...(plan.length > maxTold ? [several.moreThan(plan.length - maxTold)] : [])],
    rows: plan
      // What is left to do is not to be missed below all others.
      .toSorted((a, b) => Number(isOpen(b)) - Number(isOpen(a)))
      .slice(0, maxTold)
      .map((each) => ({
        title: toldOf(each),
        detail: whyOf(each, isPlanner).join(' ') || undefined,
        buttons: buttonsOf(registry, each),
      })),
  };
}

/** Most people of a plan who are told one by one. */
const maxTold = 20;

const toldOf = (each: Scheduled) =>
  isOpen(each)
    ? say.toldRefused(each.name, each, each.status === 'suspended')
    : each.problem
      ? say.toldAlready(each.name, each)
      : say.toldDone(each.name, each);

function whyOf(each: Scheduled, isPlanner: boolean): string[] {
  const { problem, plannedBy } = each;
  if (!problem || !isOpen(each)) return [];
  const isTheirs = !isPlanner && problem.code === 'not-allowed';
  return [isTheirs ? say.mayNot(plannedBy) : sentenceOf(new Refusal(problem.code, problem.params))];
}

const buttonsOf = (registry: Registry, each: Scheduled) => [
  ...(isOpen(each) ? [mending(registry, each)] : []),
  buttonForAll(registry, 'show', { input: { person: `id:${each.userId}` } }),
];

/** What whoever is told would do now. */
function mending(registry: Registry, { kind, userId }: Scheduled): Button {
  const person = `id:${userId}`;
  if (kind === 'leaver') return buttonForAll(registry, 'leaver', { input: { person } });
  if (kind === 'invite') return buttonForAll(registry, 'invite', { input: { person } });
  return buttonForAll(registry, 'suspend', { input: { people: [person] } });
}
