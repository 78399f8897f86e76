import { dayIn } from '../../lib/time.ts';
import { Refusal } from '../../service/errors.ts';
import type { Person } from '../../service/people/person.ts';
import {
  type Corrected,
  correctableTests,
  correctTests,
  previewCorrection,
  type TestCorrection,
} from '../../service/progression/correct-test.ts';
import type { Card } from '../../ui/card.ts';
import { formatDay } from '../../ui/formats.ts';
import { corrected as sayCorrected } from '../../ui/sentences/import.ts';
import { correctingTest as say } from '../../ui/sentences/progression.ts';
import { promotion as sayYears } from '../../ui/sentences/promotion.ts';
import { buttonTo } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import type { Day } from '../line/day.ts';
import { namesOf } from '../people/names.ts';

/** What a line or a form says of a correction. */
export interface Typed {
  test?: string;
  group?: string;
  testId?: string;
  date?: Day;
  max?: string;
}

/** The tests of one name, each with the way to correct it. */
export async function correctableCard(call: Call, p: Person, test: string, group?: string): Promise<Card> {
  const { person, tests } = await correctableTests(call.ctx, { id: p.id, test, group });
  return {
    title: say.which(test),
    rows: tests.map(({ id, group, year, name, takenOn, maxMark }) => ({
      title: say.row(sayYears.ofYear(group, year), formatDay(takenOn), maxMark),
      buttons: buttonTo(call, 'results', {
        person,
        label: say.correct,
        step: 'form',
        input: { test: name, testId: id, date: takenOn, max: String(maxMark) },
      }),
    })),
  };
}

/** @throws Refusal `max-mark-malformed` beside its field */
function readCorrection(call: Call, p: Person, { test = '', group, testId, date, max }: Typed): TestCorrection {
  const maxMark = max === undefined ? undefined : readMax(max);
  const { timeZone } = call.known.centre;
  return { id: p.id, test, group, testId, maxMark, date: date && dayIn(date(call.now, timeZone), timeZone) };
}

function readMax(typed: string): number {
  const max = /^\d{1,4}(?:[.,]\d{1,2})?$/.test(typed) ? Number(typed.replace(',', '.')) : 0;
  if (max > 0 && max <= 1_000) return max;
  throw new Refusal('max-mark-malformed', {}, 'max');
}

export async function correctionPlan(call: Call, p: Person, typed: Typed): Promise<Plan> {
  const correction = readCorrection(call, p, typed);
  const { person, corrected } = await previewCorrection(call.ctx, correction);
  return {
    card: { title: say.ask(correction.test, namesOf(person)), text: [...sentences(corrected), say.follows] },
    basis: [
      person.id,
      ...corrected.map(({ test, now }) => [test.id, test.takenOn, test.maxMark, now.takenOn, now.maxMark]),
    ],
    yes: say.correct,
  };
}

export async function correctedCard(call: Call, p: Person, typed: Typed): Promise<Card> {
  const { person, corrected } = await correctTests(call.ctx, readCorrection(call, p, typed));
  const test = corrected[0]?.test.name ?? '';
  return {
    title: say.done(test),
    tone: 'good',
    text: sentences(corrected),
    buttons: buttonTo(call, 'results', { person, input: { test } }),
  };
}

/** Most tests that are told one by one. */
const maxTold = 20;

function sentences(corrected: Corrected[]): string[] {
  const told = corrected
    .slice(0, maxTold)
    .map(({ test: { name: test, group, year, takenOn, maxMark }, now }) =>
      sayCorrected({ test, group: sayYears.ofYear(group, year), was: { takenOn, maxMark }, now }),
    );
  return corrected.length > maxTold ? [...told, say.others(corrected.length - maxTold)] : told;
}
