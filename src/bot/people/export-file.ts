import type { Person } from '../../service/people/person.ts';
import { staffroomIdOf } from '../../service/people/staffroom-id.ts';
import type { File } from '../../ui/card.ts';
import { programmeNames, roleNames, statusNames } from '../../ui/sentences/names.ts';
import { toCsv } from '../tables/write.ts';

const columns = [
  ...['first name', 'last name', 'e-mail', 'role', 'status', 'programmes', 'sites', 'site admin', 'last sign-in'],
  // By it a row is known that comes back with another name or e-mail.
  'staffroom id',
];

/** People as a file that can be changed and sent back with `update`. @param name of the file */
export async function exportFile(name: string, people: Person[]): Promise<File> {
  const content = await toCsv(columns, people, (p) => [
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
  ]);
  return { name, type: 'text/csv', content };
}
