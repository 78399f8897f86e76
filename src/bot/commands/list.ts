import { z } from 'zod';
import { countPeople, listPeople, maxCounted } from '../../service/people/list.ts';
import { list as say } from '../../ui/sentences/account.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { buttonTo } from '../buttons.ts';
import { command } from '../command.ts';
import { hidden } from '../inputs.ts';
import { filterInputs, filterWords } from '../people/filter.ts';
import { personRow } from '../people/profile-card.ts';

const cursor = z.object({ sortName: z.string().max(1_000), id: z.uuid() });

export default command({
  verb: 'list',
  group: 'people',
  order: 20,
  label: 'List people',
  summary: 'List and search people',
  examples: ['list', 'list okafor', 'list status:invited site:test-maker', 'list role:admin'],
  may: 'user.list',
  inputs: { ...filterInputs, after: hidden(cursor) },
  title: 'Search people',
  submit: 'Search',
  shortcut: 'anywhere',
  inPlace: ({ after }) => after !== undefined,
  run: async (call, { after, ...filter }) => {
    const [{ people, next }, n] = await Promise.all([
      listPeople(call.ctx, { filter, after }),
      countPeople(call.ctx, filter),
    ]);
    return {
      title: say.title(filter.words),
      state: [say.counted(n, maxCounted), ...filterWords(filter)].join(' · '),
      text: people.length === 0 ? [say.nobody] : [],
      rows: people.map((p) => personRow(call, p)),
      buttons: [
        ...(next ? buttonTo(call, 'list', { label: talk.next, input: { ...filter, after: { ...next } } }) : []),
        ...buttonTo(call, 'list', { label: talk.first, input: filter, onlyIf: after !== undefined }),
      ],
      more: [
        ...buttonTo(call, 'list', { label: say.filter, step: 'form', input: filter }),
        ...buttonTo(call, 'export', { label: talk.asCsv, input: filter }),
      ],
    };
  },
});
