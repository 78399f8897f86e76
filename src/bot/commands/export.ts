import { dayIn } from '../../lib/time.ts';
import { exportPeople } from '../../service/people/export.ts';
import { list as say } from '../../ui/sentences/account.ts';
import { command } from '../command.ts';
import { exportFile } from '../people/export-file.ts';
import { filterInputs, filtersFromLine, filterWords } from '../people/filter.ts';

export default command({
  verb: 'export',
  aliases: ['download', 'extract', 'csv', 'export list', 'export people', 'export users', 'export staff'],
  about: ['csv', 'excel', 'spreadsheet'],
  group: 'people',
  order: 50,
  label: 'Export',
  summary: 'Take out the list as CSV',
  examples: ['export', 'export suspended', 'export site:hub'],
  may: 'user.export',
  inputs: filterInputs,
  title: 'Export the list',
  fromLine: filtersFromLine,
  submit: 'Export',
  run: async (call, filter) => {
    const { people, isMore } = await exportPeople(call.ctx, { filter });
    return {
      title: say.exported(people.length),
      state: filterWords(filter).join(' · ') || undefined,
      text: [...(isMore ? [say.exportedFirst(people.length)] : []), say.exportNote],
      files: [await exportFile(`people-${dayIn(call.now, call.known.centre.timeZone)}.csv`, people)],
    };
  },
});
