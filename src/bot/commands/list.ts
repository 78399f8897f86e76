import { z } from 'zod';
import { countPeople, listPeople, maxCounted } from '../../service/people/list.ts';
import { sorts } from '../../service/people/list-order.ts';
import { list as say } from '../../ui/sentences/account.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { buttonTo } from '../buttons.ts';
import { command } from '../command.ts';
import { choice, hidden } from '../inputs.ts';
import { pageButtons } from '../page-buttons.ts';
import { actsUponSeveral } from '../people/acts-upon-several.ts';
import { filterInputs, filtersFromLine, filterWords } from '../people/filter.ts';
import { personRow } from '../people/profile-card.ts';

const cursor = z.object({
  sortName: z.string().max(1_000),
  id: z.uuid(),
  at: z.number().int().nonnegative().optional(),
});

export default command({
  verb: 'list',
  aliases: [
    'search',
    'find',
    'look for',
    'users',
    'people',
    'staff',
    'everyone',
    'everybody',
    'show all',
    'show everyone',
    'show people',
    'show users',
    'show staff',
    ['teachers', 'role:teacher'],
    ['admins', 'role:admin'],
    ['coordinators', 'role:coordinator'],
  ],
  group: 'people',
  order: 20,
  often: 2,
  label: 'List people',
  summary: 'List and search people',
  examples: [
    'list',
    'list okafor',
    'list suspended teachers',
    'list status:invited site:test-maker',
    'list teachers sort:last-seen',
  ],
  may: 'user.list',
  inputs: {
    ...filterInputs,
    sort: choice({ label: 'Sorted by', options: say.sorts }),
    after: hidden(cursor),
    before: hidden(cursor),
    first: hidden(z.literal(true)),
  },
  title: 'Search people',
  fromLine: filtersFromLine,
  submit: 'Search',
  shortcut: 'anywhere',
  inPlace: ({ after, before, first }) => [after, before, first].some((given) => given !== undefined),
  run: async (call, { after, before, first: _, sort = 'name', ...filter }) => {
    const [{ people, ...beside }, n] = await Promise.all([
      listPeople(call.ctx, { filter, sort, after, before }),
      countPeople(call.ctx, filter),
    ]);
    const { words, ...narrower } = filter;
    const isTooNarrow = people.length === 0 && words && Object.values(narrower).some((given) => given !== undefined);
    const shown = { ...filter, ...(sort !== 'name' && { sort }) };
    const pages = pageButtons(beside, (label, { after, before, first }) => {
      const turn = after ? { after: { ...after } } : before ? { before: { ...before } } : { first };
      return buttonTo(call, 'list', { label, input: { ...shown, ...turn } });
    });
    const others = sorts.filter((each) => each !== sort);
    const several = buttonTo(call, 'choose', {
      input: filter,
      onlyIf: people.length > 1 && actsUponSeveral(call).length > 0,
    });
    return {
      title: say.title(filter.words),
      state: [
        say.counted(n, maxCounted),
        ...filterWords(filter),
        ...(sort === 'name' ? [] : [say.sortedBy[sort]]),
      ].join(' · '),
      text: people.length === 0 ? [say.nobody] : [],
      rows: people.map((p) => personRow(call, p)),
      buttons: isTooNarrow
        ? buttonTo(call, 'list', { label: say.withoutFilters, input: { words } })
        : [...pages.buttons, ...several],
      more: [
        ...pages.more,
        // As from its first page: sorted anew, the place where one was says nothing.
        ...others.flatMap((each) =>
          buttonTo(call, 'list', { label: say.sort[each], input: { ...filter, sort: each, first: true } }),
        ),
        ...buttonTo(call, 'list', { label: say.filter, step: 'form', input: shown }),
        ...buttonTo(call, 'export', { label: talk.asCsv, input: filter }),
      ],
    };
  },
});
