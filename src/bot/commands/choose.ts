import { z } from 'zod';
import { stringOf, stringsOf } from '../../lib/json.ts';
import { countPeople, type Filter, listPeople, maxCounted } from '../../service/people/list.ts';
import type { Cursor } from '../../service/people/list-order.ts';
import type { Person } from '../../service/people/person.ts';
import { choosing as say } from '../../ui/sentences/choosing.ts';
import { fullName } from '../../words/people.ts';
import { type Call, command, type GoOn, type Question } from '../command.ts';
import { type Answers, answers } from '../form-inputs.ts';
import { hidden, maxPeople } from '../inputs.ts';
import { findEach } from '../line/find-person.ts';
import { actsUponSeveral } from '../people/acts-upon-several.ts';
import { filterInputs, filtersFromLine } from '../people/filter.ts';
import { stateOf } from '../people/names.ts';

/** Most people who are ticked on one page of the form. */
const perPage = 20;

const cursor = z.object({ sortName: z.string().max(1_000), id: z.uuid() });
const reference = z.string().max(400);

export default command({
  verb: 'choose',
  aliases: ['choose several', 'select', 'select several', 'pick', 'bulk', 'tick'],
  group: 'people',
  order: 25,
  label: 'Choose several',
  summary: 'Choose several people of a list, and do one thing with all of them',
  examples: ['choose', 'choose suspended teachers', 'choose status:invited'],
  may: 'user.list',
  inputs: {
    ...filterInputs,
    after: hidden(cursor),
    chosen: hidden(z.array(reference).max(maxPeople)),
    answers: answers(),
  },
  title: say.title,
  fromLine: filtersFromLine,
  asks: true,
  preview: async (call, { answers: given, chosen = [], after, ...filter }): Promise<Question | GoOn> => {
    const { people: page, next } = await listPeople(call.ctx, { filter, after, limit: perPage });
    const { act = '', ticked, others, all } = given ?? {};
    const so = new Set([...chosen, ...stringsOf(ticked), ...stringsOf(others)]);
    if (act === more && next) {
      const { people, next: last } = await listPeople(call.ctx, { filter, after: next, limit: perPage });
      return question(call, { filter, after: next, page: people, next: last, chosen: [...so], given });
    }
    const isAct = actsUponSeveral(call).some(({ verb }) => verb === act);
    if (all === true) for (const { id } of await allOf(call, filter)) so.add(`id:${id}`);
    if (given && isAct && so.size > 0) return { goOn: stringOf(act) ?? '', input: { people: [...so] } };
    const errors = given && { ...(!isAct && { act: say.chooseAct }), ...(so.size === 0 && { ticked: say.chooseSome }) };
    return question(call, { filter, after, page, next, chosen, given, errors });
  },
  run: async () => ({ title: say.title }),
});

/** What goes on with the next page. */
const more = 'more';

/** All whom the filter finds, as far as one plan takes them. */
const allOf = async (call: Call, filter: Filter): Promise<Person[]> =>
  (await listPeople(call.ctx, { filter, limit: maxPeople })).people;

interface Shown {
  filter: Filter;
  after: Cursor | undefined;
  page: Person[];
  next: Cursor | undefined;
  /** Those who were ticked on pages before. */
  chosen: string[];
  given: Answers | undefined;
  errors?: Record<string, string>;
}

async function question(call: Call, { filter, after, page, next, chosen, given, errors }: Shown): Promise<Question> {
  const found = await countPeople(call.ctx, filter);
  const others = stringsOf(given?.others);
  const known =
    others.length > 0
      ? await findEach(
          call,
          others.map((ref) => ({ ref, exact: true })),
        )
      : [];
  const selected = known.flatMap((each) =>
    'one' in each ? [{ value: `id:${each.one.id}`, label: fullName(each.one), hint: each.one.email }] : [],
  );
  const alike = new Set(page.map(fullName).filter((name, i, all) => all.indexOf(name) !== i));
  const acts = actsUponSeveral(call).map(({ verb, label }) => ({ value: verb, label }));
  return {
    title: say.title,
    intro: chosen.length > 0 ? say.chosen(chosen.length) : undefined,
    fields: [
      {
        kind: 'choice',
        name: 'act',
        label: say.act,
        required: true,
        options: [...acts, ...(next ? [{ value: more, label: say.more }] : [])],
      },
      ...(found > page.length && found <= maxCounted
        ? [{ kind: 'toggle', name: 'all', label: say.all(found) } as const]
        : []),
      {
        kind: 'choices',
        name: 'ticked',
        label: say.people(page.length, found, maxCounted),
        options: page.map((p) => ({
          value: `id:${p.id}`,
          label: fullName(p),
          hint: alike.has(fullName(p)) ? p.email : stateOf(p),
        })),
      },
      { kind: 'person', name: 'others', label: say.others, several: 100, selected },
    ],
    values: { ticked: page.map((p) => `id:${p.id}`).filter((id) => chosen.includes(id)), others },
    errors,
    input: { ...(after && { after: { ...after } }), ...(chosen.length > 0 && { chosen }) },
  };
}
