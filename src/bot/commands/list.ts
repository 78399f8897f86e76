import { z } from 'zod';
import { countPeople, listPeople, maxCounted } from '../../service/people/list.ts';
import type { Button } from '../../ui/card.ts';
import { list as say } from '../../ui/sentences/account.ts';
import { talk } from '../../ui/sentences/bot.ts';
import { command } from '../command.ts';
import { hidden } from '../inputs.ts';
import { filterInputs, filterJson, filterOf, filterWords } from '../people/filter.ts';
import { personRow } from '../people/profile.ts';

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
  run: async (call, { after, ...asked }) => {
    const filter = filterOf(asked);
    const [{ people, next }, n] = await Promise.all([
      listPeople(call.ctx, { filter, ...(after && { after }) }),
      countPeople(call.ctx, filter),
    ]);
    const go = (label: string, cursorAfter?: z.infer<typeof cursor>): Button => ({
      label,
      action: {
        verb: 'list',
        step: 'run',
        input: { ...filterJson(filter), ...(cursorAfter && { after: { ...cursorAfter } }) },
      },
    });
    return {
      title: say.title(filter.words),
      state: [say.counted(n, maxCounted), ...filterWords(filter)].join(' · '),
      ...(people.length === 0 && { text: [say.nobody] }),
      rows: people.map((p) => personRow(call, p)),
      buttons: [...(next ? [go(talk.next, next)] : []), ...(after ? [go(talk.first)] : [])],
      more: [
        { label: 'Filter', action: { verb: 'list', step: 'form', input: filterJson(filter) } },
        { label: 'Export as CSV', action: { verb: 'export', step: 'run', input: filterJson(filter) } },
      ],
    };
  },
});
