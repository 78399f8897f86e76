import { z } from 'zod';
import { asTarget, type Person } from '../../service/people/person.ts';
import { may } from '../../service/policy.ts';
import { type Group, listGroups } from '../../service/progression/groups.ts';
import { holdingsIn } from '../../service/progression/holdings.ts';
import type { Card } from '../../ui/card.ts';
import { formatNumber } from '../../ui/formats.ts';
import { undoingImport as sayImport } from '../../ui/sentences/import.ts';
import { siteNames } from '../../ui/sentences/names.ts';
import { held, groupsOf as say } from '../../ui/sentences/progression.ts';
import { promotion as sayYears } from '../../ui/sentences/promotion.ts';
import { dataSites } from '../../words/sites.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command } from '../command.ts';
import { hidden, optionalPerson } from '../inputs.ts';
import { oneself } from '../line/find-person.ts';
import { namesOf } from '../people/names.ts';

/** Teams and Slack draw no longer table. */
const maxShown = 40;

export default command({
  verb: 'groups',
  aliases: [
    'classes',
    'class',
    'learners',
    'students',
    'pupils',
    'my groups',
    'learner groups',
    'show groups',
    'list groups',
  ],
  about: ['group'],
  group: 'data',
  order: 10,
  label: 'Show groups',
  summary: 'Show the learner groups that someone holds',
  examples: ['groups', 'groups ben@school.example'],
  may: 'data.show',
  inputs: {
    person: optionalPerson({ label: 'Person', hint: 'Left empty: my own.' }),
    earlier: hidden(z.boolean()),
  },
  title: 'Show learner groups',
  submit: 'Show groups',
  inPlace: ({ earlier }) => earlier !== undefined,
  run: async (call, { person: given, earlier = false }) => {
    const p = given ?? (await oneself(call));
    const { person, groups } = await listGroups(call.ctx, { id: p.id });
    if (groups.length === 0) return { title: say.title(namesOf(person).name), text: [say.none(namesOf(person))] };
    return tableCard(call, person, groups, earlier);
  },
});

/** Few columns, since it is read on a phone: what a group is stands in one cell. */
function tableCard(call: Call, person: Person, all: Group[], earlier: boolean): Card {
  const groups = all.filter((g) => (g.year !== null) === earlier);
  const others = all.length - groups.length;
  const several = new Set(groups.map((g) => g.site)).size > 1;
  const names = namesOf(person);
  const none = earlier ? sayYears.noneEarlier(names) : sayYears.noneNow(names);
  const mayPromote = dataSites.some((site) => may(call.ctx.actor, 'data.promote', asTarget(person), site));
  return {
    title: earlier ? sayYears.titleEarlier(names.name) : say.title(names.name),
    text: [
      groups.length > 0 ? `${held(holdingsIn(groups))}.` : none,
      ...(others > 0 && !earlier ? [sayYears.alsoEarlier(others)] : []),
    ],
    table:
      groups.length === 0
        ? undefined
        : {
            columns: say.columns,
            rows: groups
              .slice(0, maxShown)
              .map((g) => [
                say.group({ ...g, name: sayYears.ofYear(g.name, g.year) }, several ? siteNames[g.site] : undefined),
                ...[g.learners, g.tests, g.results].map(formatNumber),
              ]),
          },
    buttons: [
      ...buttonTo(call, 'groups', {
        person,
        label: earlier ? sayYears.now : sayYears.earlier,
        input: { earlier: !earlier },
        onlyIf: others > 0,
      }),
      ...buttonTo(call, 'groups-promote', { person, onlyIf: mayPromote && !earlier && groups.length > 0 }),
      ...buttonTo(call, 'transfer', { person }),
    ],
    more: [
      ...buttonTo(call, 'results', { person }),
      ...buttonTo(call, 'import', { person, step: 'form' }),
      ...buttonTo(call, 'import', { person, label: sayImport.list, input: { get: 'list' } }),
      ...buttonTo(call, 'show', { person }),
    ],
  };
}
