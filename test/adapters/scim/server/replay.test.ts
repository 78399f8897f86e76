import { expect, test } from 'vitest';
import { useDatabase } from '../../../kit/database.ts';
import { aSchool } from '../../../kit/school.ts';
import { entraGroups, entraUsers } from './entra.ts';
import { microsoftGroups, microsoftUsers } from './microsoft.ts';
import { oktaGroups, oktaSpec, oktaUsers } from './okta.ts';
import { google, jumpCloud, oneLogin, ping, sailPoint } from './others.ts';
import { replay, type Step } from './replay.ts';
import { tokenFor, useDirectory } from './serve.ts';

const database = useDatabase();
const server = useDirectory(database.app());

/** A new directory is a line here, and its requests as data. */
const shapes: [who: string, does: string, Step[]][] = [
  ['Microsoft Entra ID', 'brings a user from the first look to the end', entraUsers],
  ['Microsoft Entra ID', 'fills and empties a group', entraGroups],
  ['Microsoft’s own tests', 'of users', microsoftUsers],
  ['Microsoft’s own tests', 'of groups', microsoftGroups],
  ['Okta', 'passes its own SPEC test', oktaSpec],
  ['Okta', 'brings a user to and fro', oktaUsers],
  ['Okta', 'pushes a group', oktaGroups],
  ['JumpCloud', 'brings a user, and a member', jumpCloud],
  ['OneLogin', 'brings a user, and a member', oneLogin],
  ['Google', 'brings a user to the end', google],
  ['Ping', 'brings a user of a version, and members', ping],
  ['SailPoint', 'reads what changed, and changes it', sailPoint],
];

test.each(shapes)('%s %s', async (_who, _does, steps) => {
  const school = await aSchool(database.app());
  const coordinator = await school.person({ role: 'coordinator' });
  // Whoever counts users counts the coordinator too; those of groups find two more.
  const [a, b] = steps.some((s) => JSON.stringify(s).includes('{b}'))
    ? [(await school.person()).id, (await school.person()).id]
    : ['', ''];
  await replay(server.client(await tokenFor(school.as(coordinator))), steps, { a, b });
  expect(server.broken).toEqual([]);
});
