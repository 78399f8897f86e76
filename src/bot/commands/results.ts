import type { Person } from '../../service/people/person.ts';
import { listTests, readTest } from '../../service/progression/test-results.ts';
import { boxChart } from '../../ui/box-chart.ts';
import type { Card } from '../../ui/card.ts';
import { testResults as say } from '../../ui/sentences/progression.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command } from '../command.ts';
import { optionalPerson, text } from '../inputs.ts';
import { oneself } from '../line/find-person.ts';
import { namesOf } from '../people/names.ts';

export default command({
  verb: 'results',
  group: 'data',
  order: 20,
  label: 'Show results',
  summary: 'Show how groups did in a test, as a chart',
  examples: ['results', 'results ben@school.example', 'results ben@school.example Autumn test'],
  may: 'data.show',
  inputs: {
    person: optionalPerson({ label: 'Person', hint: 'Left empty: my own groups.' }),
    test: text({ label: 'Test', hint: 'Left empty: all tests to choose from.', max: 200, line: 'words' }),
  },
  title: 'Show results',
  submit: 'Show',
  run: async (call, { person: given, test }) => {
    const p = given ?? (await oneself(call));
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
      alt: groups.map((g, i) => say.spoken(i + 1, g.group, g)).join(' '),
      png: boxChart(groups).toString('base64'),
    },
    text: [say.how],
    table: {
      columns: say.columns,
      rows: groups.map((g, i) => [String(i + 1), g.group, String(g.results), ...say.spread(g)]),
    },
    buttons: buttonTo(call, 'results', { person, label: say.allTests }),
  };
}
