import type { Json } from '../../lib/json.ts';
import { Refused } from '../../service/errors.ts';
import type { Person } from '../../service/people/person.ts';
import type { Verdict } from '../../service/people/several.ts';
import type { Button, Card, Row } from '../../ui/card.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { several as say } from '../../ui/sentences/several.ts';
import { fullName } from '../../words/people.ts';
import { buttonTo } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { packInput } from '../flow/pack-input.ts';
import { basisOf } from './basis.ts';
import { stateOf } from './names.ts';

/** What is done to several in one go: one shape of a plan, and one of an answer. */

/** Most people of a plan or an answer who are shown one by one; the others are counted. */
const maxShown = 20;

/** People as the input of a command carries them. */
export const idsOf = (people: Person[]) => people.map(({ id }) => `id:${id}`);

interface Shown<V extends Verdict> {
  /** What is said of someone to whom it can be done. */
  detail: (verdict: V) => string | undefined;
}

/**
 * Of several, to whom it can be done, and the card's rows of who that is and who is left out and why.
 *
 * @throws Refused where nobody is left
 */
export function sortOut<V extends Verdict>(call: Call, verdicts: V[], { detail }: Shown<V>) {
  const good = verdicts.filter(({ refusal }) => !refusal);
  const leftOut = verdicts.filter(({ refusal }) => refusal);
  if (good.length === 0) throw new Refused(leftOut.flatMap(({ refusal }) => refusal ?? []));
  const isOwn = good.some(({ person }) => person.id === call.ctx.actor.id);
  const rowOf = (verdict: V): Row => ({
    title: fullName(verdict.person),
    state: verdict.refusal ? say.leftOut : stateOf(verdict.person),
    detail: verdict.refusal ? sentenceOf(verdict.refusal) : detail(verdict),
  });
  // Who is left out is not to be missed below all others.
  const rows = [...leftOut, ...good];
  return {
    good,
    state: leftOut.length > 0 ? say.countLeftOut(leftOut.length) : undefined,
    rows: rows.slice(0, maxShown).map(rowOf),
    rowsLeftOut: leftOut.slice(0, maxShown).map(rowOf),
    own: isOwn ? [say.ownToo] : [],
    more: moreThan(rows.length),
    moreLeftOut: moreThan(leftOut.length),
    input: { people: idsOf(good.map(({ person }) => person)) },
  };
}

/** How many are not. */
export const moreThan = (n: number): string[] => (n > maxShown ? [say.moreThan(n - maxShown)] : []);

interface PlanForEach<V extends Verdict> extends Shown<V> {
  /** The plan where one alone is named, or is left. */
  one: (p: Person) => Promise<Plan | undefined>;
  /** Whether it can be done to each, in their order. */
  verdicts: (ids: string[]) => Promise<V[]>;
  /** The card for those to whom it can be done, two at least; who they are, and who is left out, is added to it. */
  card: (good: V[]) => Pick<Card, 'title' | 'text' | 'facts' | 'buttons'>;
  /** What a Yes rests on for each, beside what is so for every act. */
  holds?: (verdict: V) => Json;
  yes?: string;
  danger?: boolean;
}

/**
 * The plan of an act upon one or several: of one their own, of several one for all of those to whom it can be done.
 *
 * @throws Refused where that is nobody
 */
export async function planForEach<V extends Verdict>(
  call: Call,
  people: Person[],
  { one, verdicts, card, holds = () => [], yes, danger, ...shown }: PlanForEach<V>,
): Promise<Plan | undefined> {
  const [first, second] = people;
  if (first && !second) return unlessLast(first, await one(first), verdicts);
  const asked = await verdicts(people.map(({ id }) => id));
  const { good, state, rows, rowsLeftOut, own, more, moreLeftOut, input } = sortOut(call, asked, shown);
  const [left, other] = good;
  if (left && !other) {
    const plan = await one(left.person);
    if (!plan) return undefined;
    const text = [...(plan.card.text ?? []), ...moreLeftOut];
    return { ...plan, card: { ...plan.card, state, text, rows: rowsLeftOut }, input };
  }
  const { text = [], ...rest } = card(good);
  return {
    card: { ...rest, state, text: [...own, ...text, ...more], rows },
    yes,
    danger,
    input,
    basis: good.map((verdict) => basisOf(verdict.person, holds(verdict))),
  };
}

/** Nobody is led to a Yes that would leave the school without a coordinator. @throws Refusal `last-coordinator` */
async function unlessLast(
  { id, role }: Person,
  plan: Plan | undefined,
  verdicts: (ids: string[]) => Promise<Verdict[]>,
): Promise<Plan | undefined> {
  const [verdict] = plan && role === 'coordinator' ? await verdicts([id]) : [];
  if (verdict?.refusal?.code === 'last-coordinator') throw verdict.refusal;
  return plan;
}

/** The command that takes something back, and what that is given beside the people. */
interface Undo {
  verb: string;
  input?: Record<string, Json>;
}

interface DoneForEach extends Pick<Card, 'title' | 'text'> {
  /** What is said of each who is shown, and what can follow for them. */
  row: (p: Person) => Pick<Row, 'state' | 'detail' | 'buttons'>;
  undo?: Undo;
  buttons?: Button[];
}

/** The answer when it was done to several. */
export async function doneForEach(
  call: Call,
  people: Person[],
  { title, text = [], row, undo, buttons = [] }: DoneForEach,
): Promise<Card> {
  return {
    title,
    tone: 'good',
    text: [...text, ...moreThan(people.length)],
    rows: shownOf(people).map((p) => ({ title: fullName(p), ...row(p) })),
    buttons: [...buttons, ...(undo ? await undoFor(call, people, undo) : [])],
  };
}

/** Those who are shown one by one. */
export const shownOf = <T>(people: T[]): T[] => people.slice(0, maxShown);

/** The button that takes back what was done to all of these, and to nobody else. Who lost their own rights by it has none. */
export async function undoFor(
  call: Call,
  people: Person[],
  { verb, input = {}, label = say.undo(people.length) }: Undo & { label?: string },
): Promise<Button[]> {
  if (people.some(({ id }) => id === call.ctx.actor.id)) return [];
  return buttonForEach(call, verb, people, { label, input });
}

/** A button that leads to a command for all of these, however many; empty where it is not theirs to press. */
export async function buttonForEach(
  call: Call,
  verb: string,
  people: Person[],
  { label, input = {} }: { label: string; input?: Record<string, Json> },
): Promise<Button[]> {
  const [button] = buttonTo(call, verb, { label, onlyIf: people.length > 0 });
  if (!button) return [];
  const packed = await packInput(call, verb, { people: idsOf(people), ...input });
  return [{ ...button, action: { ...button.action, input: packed } }];
}
