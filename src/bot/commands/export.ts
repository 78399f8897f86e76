import { dayIn } from '../../lib/time.ts';
import { exportPeople } from '../../service/people/export.ts';
import { staffroomIdOf } from '../../service/people/staffroom-id.ts';
import { list as say } from '../../ui/sentences/account.ts';
import { programmeNames, roleNames, statusNames } from '../../ui/sentences/names.ts';
import { command } from '../command.ts';
import { filterInputs, filtersFromLine, filterWords } from '../people/filter.ts';
import { toCsv } from '../tables/write.ts';

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
    const content = await toCsv(
      [
        ...['first name', 'last name', 'e-mail', 'role', 'status', 'programmes', 'sites', 'site admin', 'last sign-in'],
        'staffroom id',
      ],
      people,
      (p) => [
        p.firstName,
        p.lastName,
        p.email,
        roleNames[p.role].toLowerCase(),
        statusNames[p.status].toLowerCase(),
        p.programmes.map((x) => programmeNames[x]).join(', '),
        p.access.map((a) => a.site).join(', '),
        p.access.flatMap((a) => (a.siteAdmin ? [a.site] : [])).join(', '),
        p.lastSignedInAt?.toISOString() ?? '',
        staffroomIdOf(p.id),
      ],
    );
    return {
      title: say.exported(people.length),
      state: filterWords(filter).join(' · ') || undefined,
      text: [...(isMore ? [say.exportedFirst(people.length)] : []), say.exportNote],
      files: [{ name: `people-${dayIn(call.now, call.known.centre.timeZone)}.csv`, type: 'text/csv', content }],
    };
  },
});
