import { z } from 'zod';
import { asTarget, type Person } from '../../service/people/person.ts';
import { may } from '../../service/policy.ts';
import { listTests, readTest } from '../../service/progression/test-results.ts';
import { boxChart } from '../../ui/box-chart.ts';
import type { Card } from '../../ui/card.ts';
import { testResults as say, correctingTest as sayCorrect } from '../../ui/sentences/progression.ts';
import { promotion as sayYears } from '../../ui/sentences/promotion.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command } from '../command.ts';
import { day, hidden, optionalPerson, text } from '../inputs.ts';
import { oneself } from '../line/find-person.ts';
import { namesOf } from '../people/names.ts';
import { correctableCard, correctedCard, correctionPlan, type Typed } from '../progression/correct-test-cards.ts';

/** The form corrects a test, where a button names one; else it asks for one to show. */
const isToCorrect = ({ given }: Call) => given?.testId !== undefined;
const isToShow = (call: Call) => !isToCorrect(call);
const never = () => false;

const isCorrection = ({ test, date, max }: Typed) => test !== undefined && (date !== undefined || max !== undefined);

export default command({
  verb: 'results',
  aliases: [
    'marks',
    'scores',
    'grades',
    'tests',
    'my results',
    'test results',
    'show results',
    'list results',
    'show tests',
    'show marks',
  ],
  group: 'data',
  order: 20,
  label: 'Show results',
  summary: 'Show how groups did in a test, or correct its date or maximum mark',
  examples: [
    'results',
    'results ben@school.example',
    'results ben@school.example Autumn test',
    'results ben@school.example Autumn test group:3B max:25',
  ],
  may: 'data.show',
  inputs: {
    person: optionalPerson({ label: 'Person', hint: 'Left empty: my own groups.', asksIf: isToShow }),
    test: text({
      label: 'Test',
      hint: 'Left empty: all tests to choose from.',
      max: 200,
      line: 'words',
      asksIf: isToShow,
    }),
    // To correct it; of all groups that sat it, where none is named.
    group: text({ label: 'Group', max: 100, asksIf: never }),
    date: day({ label: 'Date', asksIf: isToCorrect }),
    max: text({ label: 'Maximum mark', max: 7, asksIf: isToCorrect }),
    testId: hidden(z.uuid()),
    choose: hidden(z.boolean()),
  },
  title: (call) => (isToCorrect(call) ? sayCorrect.title : 'Show results'),
  // What is to be corrected has to be said.
  askAnyway: ({ test, group, date, max }) => !test && (group ?? date ?? max) !== undefined,
  preview: async (call, { person: p, ...typed }) =>
    isCorrection(typed) ? correctionPlan(call, p ?? (await oneself(call)), typed) : undefined,
  run: async (call, { person: given, choose: which, ...typed }) => {
    const p = given ?? (await oneself(call));
    const { test } = typed;
    if (isCorrection(typed)) return correctedCard(call, p, typed);
    if ((which || typed.group) && test) return correctableCard(call, p, test, typed.group);
    return test ? chart(call, p, test) : choose(call, p);
  },
});

async function choose(call: Call, p: Person): Promise<Card> {
  const { person, tests } = await listTests(call.ctx, { id: p.id });
  return {
    title: say.tests(namesOf(person).name),
    text: tests.length === 0 ? [say.noTests] : [],
    rows: tests.map((t) => ({
      title: t.name,
      state: say.sat(t.groups, t.lastOn),
      buttons: buttonTo(call, 'results', { person, label: say.chart, input: { test: t.name } }),
    })),
  };
}

async function chart(call: Call, p: Person, test: string): Promise<Card> {
  const { person, groups } = await readTest(call.ctx, { id: p.id, test });
  return {
    title: say.title(test, namesOf(person).name),
    image: {
      alt: groups.map((g, i) => say.spoken(i + 1, sayYears.ofYear(g.group, g.year), g)).join(' '),
      png: boxChart(groups).toString('base64'),
    },
    text: [say.how],
    table: {
      columns: say.columns,
      rows: groups.map((g, i) => [
        String(i + 1),
        sayYears.ofYear(g.group, g.year),
        String(g.results),
        ...say.spread(g),
      ]),
    },
    buttons: [
      ...buttonTo(call, 'results', { person, label: say.allTests }),
      ...buttonTo(call, 'results', {
        person,
        label: sayCorrect.correct,
        input: { test, choose: true },
        onlyIf: may(call.ctx.actor, 'data.import', asTarget(person)),
      }),
    ],
  };
}
