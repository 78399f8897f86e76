import { beforeAll, expect, test } from 'vitest';
import type { Ctx } from '../../../src/service/context.ts';
import { deletePeople, previewDelete } from '../../../src/service/people/delete.ts';
import { editPerson } from '../../../src/service/people/edit.ts';
import { reactivatePeople } from '../../../src/service/people/reactivate.ts';
import { sendInvitations, sendResets } from '../../../src/service/people/send-link.ts';
import { setRoles, setSiteAdmins } from '../../../src/service/people/set-rights.ts';
import { previewSuspend, suspendPeople } from '../../../src/service/people/suspend.ts';
import { editSeveral, previewEdits } from '../../../src/service/people/update/edit-several.ts';
import { scheduleSuspend } from '../../../src/service/scheduled/plan.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, refusedWith, type School } from '../../kit/school.ts';

const database = useDatabase();
let school: School;
let as: Ctx;

beforeAll(async () => {
  school = await aSchool(database.app());
  as = school.as(await school.person({ role: 'coordinator' }));
});

/** What a button or a form could carry that nobody made for it. */
const none = ['', 'x', '{}', '","'];

test.each<[string, (ids: string[]) => Promise<unknown>]>([
  ['previewSuspend', (ids) => previewSuspend(as, { ids })],
  ['suspendPeople', (ids) => suspendPeople(as, { ids })],
  ['reactivatePeople', (ids) => reactivatePeople(as, { ids })],
  ['previewDelete', (ids) => previewDelete(as, { ids })],
  ['deletePeople', (ids) => deletePeople(as, { ids })],
  ['setRoles', (ids) => setRoles(as, { ids, role: 'admin' })],
  ['setSiteAdmins', (ids) => setSiteAdmins(as, { ids, site: 'hub', on: true })],
  ['sendInvitations', (ids) => sendInvitations(as, { ids })],
  ['sendResets', (ids) => sendResets(as, { ids })],
  ['scheduleSuspend', (ids) => scheduleSuspend(as, { ids, day: '2999-01-01' })],
  ['previewEdits', (ids) => previewEdits(as, { ids, give: ['hub'] })],
  ['editSeveral', (ids) => editSeveral(as, { ids, give: ['hub'] })],
  ['editPerson', ([id = '']) => editPerson(as, { id, firstName: 'Other' })],
])('%s: what can be nobody’s id is nobody’s, beside others too', async (_, act) => {
  const { id } = await school.person();
  for (const unknown of none) {
    expect(await refusedWith(act([unknown])), unknown).toEqual({ '': 'person-unknown' });
    expect(await refusedWith(act([unknown, id])), unknown).toEqual({ '': 'person-unknown' });
  }
});
