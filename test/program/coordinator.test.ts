import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { compose } from '../../adapters/mail/compose.ts';
import { mailServer, mails, secondFactors, siteAccess, users } from '../../db/schema/index.ts';
import { eventTitle } from '../../src/bot/people/audit-words.ts';
import { coordinatorByOwner } from '../../src/program/coordinator.ts';
import { coordinatorDiffers } from '../../src/program/settings-differ.ts';
import { readAudit } from '../../src/service/audit/read.ts';
import { readCentre } from '../../src/service/centre/centre.ts';
import { mailToSend } from '../../src/service/mail/mail-to-send.ts';
import { setPassword } from '../../src/service/passwords/set-password.ts';
import { deletePerson } from '../../src/service/people/delete.ts';
import { suspendPeople } from '../../src/service/people/suspend.ts';
import { useDatabase } from '../kit/database.ts';
import { aSchool, type School } from '../kit/school.ts';

/** `npm run coordinator`: the way back in, for whoever owns the server. */

const app = useDatabase().app();
const yes = async () => true;

async function at(school: School) {
  const { number } = await readCentre(app.db, school.centreId);
  return (
    email: string,
    { name, mayGoOn = yes }: { name?: string; mayGoOn?: Parameters<typeof coordinatorByOwner>[3] } = {},
  ) => coordinatorByOwner(app, {}, { email, name, centre: number }, mayGoOn);
}

const standing = async (email: string) => {
  const [user] = await app.db.select().from(users).where(eq(users.email, email));
  return user && [user.role, user.status];
};

/** The mails that a school was sent since, by whom they go to. */
async function sent(school: School) {
  const rows = await app.db.select().from(mails).where(eq(mails.centreId, school.centreId)).orderBy(mails.createdAt);
  const written = await Promise.all(rows.map(({ id }) => mailToSend(app, id)));
  return written.flatMap((mail) =>
    mail ? [{ to: mail.to, kind: mail.kind, link: mail.link, ...compose(mail, 'no-reply@x.example') }] : [],
  );
}

test('someone unknown is added with all sites, gets a link that works, and every coordinator is told who it is', async () => {
  const school = await aSchool(app);
  const amina = await school.person({ role: 'coordinator', email: 'amina@new.example' });
  const coordinator = await at(school);
  const plans: string[] = [];
  const looked = await coordinator('Zoe.Quill@new.example', { mayGoOn: async (plan) => plans.push(plan) < 0 });
  expect(looked).toBe('Nothing was changed.');
  expect(plans).toEqual([
    expect.stringContaining('Zoe Quill (Zoe.Quill@new.example) would be added as a coordinator at'),
  ]);
  expect(await standing('Zoe.Quill@new.example')).toBeUndefined();

  const said = await coordinator('Zoe.Quill@new.example', { name: 'Zoë van Quill' });
  expect(said).toContain('Zoë van Quill (Zoe.Quill@new.example) is added as a coordinator at Riverside School');
  expect(said).toContain('Mail is not set up (SMTP_URL)');
  expect(said).toContain('in the mailbox as soon as Staffroom is started');
  expect(await standing('Zoe.Quill@new.example')).toEqual(['coordinator', 'invited']);
  const [zoe] = await app.db.select().from(users).where(eq(users.email, 'Zoe.Quill@new.example'));
  expect(await app.db.$count(siteAccess, eq(siteAccess.userId, zoe?.id ?? ''))).toBe(7);
  const mails = await sent(school);
  expect(mails.map(({ to, kind }) => [to, kind]).sort()).toEqual([
    ['Zoe.Quill@new.example', 'invitation'],
    [amina.email, 'coordinator-made'],
  ]);
  expect(mails.find(({ to }) => to === amina.email)?.text).toContain('Zoë van Quill is a coordinator now');

  // Again it has no effect, and says so, and where the link comes again.
  const again = await coordinator('zoe.quill@NEW.example');
  expect(again).toContain('is a coordinator at Riverside School');
  expect(again).toMatch(/not chosen a password yet.*\/password\/forgotten/);
  expect(await sent(school)).toHaveLength(2);
  const password = 'violet tractor under rain';
  const token =
    mails
      .find(({ link }) => link)
      ?.link?.url.split('/')
      .at(-1) ?? '';
  await setPassword(app, { token, password, again: password, correlationId: crypto.randomUUID() });
  expect(await standing('Zoe.Quill@new.example')).toEqual(['coordinator', 'active']);
});

test('a teacher is raised and a suspended admin comes back, in the trail as the doing of whoever runs the server; all else stays', async () => {
  const school = await aSchool(app);
  const amina = await school.person({ role: 'coordinator', firstName: 'Amina', lastName: 'Rahman' });
  const ben = await school.person({ email: 'ben@raise.example' });
  const priya = await school.person({
    role: 'admin',
    email: 'priya@raise.example',
    firstName: 'Priya',
    lastName: 'Nair',
  });
  const secret = { sealed: Buffer.of(1), lastStep: 0, recoverySalt: Buffer.of(1), recoveryHashes: [] };
  await app.db
    .insert(secondFactors)
    .values({ userId: ben.id, centreId: school.centreId, addedAt: app.clock(), ...secret });
  await suspendPeople(school.as(amina), { ids: [priya.id] });
  const coordinator = await at(school);

  const raised = await coordinator('ben@raise.example');
  expect(raised).toMatch(/^Ben Okafor \(ben@raise.example\) is a coordinator at .* Until now: a teacher\./);
  expect(raised).toContain('npm run remove-factor -- ben@raise.example');
  expect(await app.db.$count(secondFactors, eq(secondFactors.userId, ben.id))).toBe(1);
  const back = await coordinator('priya@raise.example');
  expect(back).toContain('Until now: an admin, suspended.');
  expect(back).toContain('/password/forgotten');
  expect(await Promise.all([ben, priya, amina].map(({ email }) => standing(email ?? '')))).toEqual(
    Array(3).fill(['coordinator', 'active']),
  );
  // The first time two were coordinators, the second time three.
  expect((await sent(school)).map(({ kind }) => kind)).toEqual(Array(5).fill('coordinator-made'));
  const { events } = await readAudit(school.as(amina), { filter: {} });
  expect(events.map(eventTitle)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^Whoever runs the server .*Ben Okafor/),
      'Whoever runs the server reactivated Priya Nair',
    ]),
  );
});

test('at another school only that the e-mail is in use is said; without a school’s number all are named', async () => {
  const [here, there] = [await aSchool(app), await aSchool(app)];
  await there.person({ email: 'grace@there.example' });
  const coordinator = await at(here);
  await expect(coordinator('grace@there.example')).rejects.toThrow(/^This e-mail is already used/);
  await expect(coordinator('grace@there.example')).rejects.not.toThrow(/Riverside|IN\d/);
  await expect(coordinator('grace@')).rejects.toThrow('e-mail');
  await expect(coordinatorByOwner(app, {}, { email: 'x@y.example' }, yes)).rejects.toThrow(
    /several schools here: IN.*--centre IN/,
  );
  await expect(coordinatorByOwner(app, {}, { email: 'x@y.example', centre: 'ZZ9' }, yes)).rejects.toThrow(
    'no school ZZ9 here',
  );
});

test('a mistyped e-mail would add someone: whose is nearly the same is said before', async () => {
  const school = await aSchool(app);
  const amina = await school.person({
    role: 'coordinator',
    email: 'amina@mistyped.example',
    firstName: 'Amina',
    lastName: 'Rahman',
  });
  const gone = await school.person({ email: 'amino@mistyped.example' });
  await suspendPeople(school.as(amina), { ids: [gone.id] });
  await deletePerson(school.as(amina), { id: gone.id });
  const coordinator = await at(school);
  const asked: [string, boolean][] = [];
  const look = (email: string) => coordinator(email, { mayGoOn: async (...told) => asked.push(told) < 0 });
  await look('Amnia@mistyped.example');
  await look('someone.else@mistyped.example');
  expect(asked).toEqual([
    [expect.stringMatching(/would be added .*\n.*nearly the same is that of Amina Rahman \(amina@mistyped/), true],
    [expect.not.stringContaining('nearly'), false],
  ]);
  expect(await standing('Amnia@mistyped.example')).toBeUndefined();
});

test('as a mail program copies it, an e-mail tells the same name; a school’s number may be typed small; one person at a time', async () => {
  const school = await aSchool(app);
  const { number } = await readCentre(app.db, school.centreId);
  const centre = number.toLowerCase();
  const plans: string[] = [];
  const look = (email: string, name?: string) =>
    coordinatorByOwner(app, {}, { email, name, centre }, async (plan) => plans.push(plan) < 0);
  await look('Quill, Zoe <zoe.quill@copied.example>');
  await look('mailto:zoe.quill@copied.example');
  expect(plans).toEqual(Array(2).fill(expect.stringMatching(/^Zoe Quill \(zoe.quill@copied.example\) would be/)));
  await expect(look('a@copied.example', 'b@copied.example')).rejects.toThrow('one person at a time');
});

test('while the mail server takes none, that is said of the link', async () => {
  const school = await aSchool(app);
  const { number } = await readCentre(app.db, school.centreId);
  const add = (email: string) =>
    coordinatorByOwner(app, { smtpUrl: 'smtp://mail.example' }, { email, centre: number }, yes);
  expect(await add('well@mail.example')).not.toContain('takes none');
  await app.db.update(mailServer).set({ failingSince: app.clock(), why: 'away', problem: 'x', tries: 2 });
  expect(await add('away@mail.example')).toContain('At the moment it takes none.');
  await app.db.update(mailServer).set({ failingSince: null, why: null, problem: null, tries: 0 });
});

test('two at once have the effect of one', async () => {
  const school = await aSchool(app);
  const coordinator = await at(school);
  await Promise.all([1, 2, 3].map(() => coordinator('once@twice.example')));
  expect((await sent(school)).map(({ kind }) => kind)).toEqual(['invitation']);
});

test('a COORDINATOR_EMAIL that is no coordinator of the school is said, with the command that mends it', async () => {
  const school = await aSchool(app);
  await school.person({ role: 'coordinator', email: 'amina@differs.example' });
  await school.person({ email: 'ben@differs.example' });
  const { number } = await readCentre(app.db, school.centreId);
  const settings = {
    name: 'Riverside',
    supportContact: 'IT',
    timeZone: 'UTC',
    coordinatorFirstName: 'A',
    coordinatorLastName: 'B',
  };
  const differs = (coordinatorEmail: string, of = number) =>
    coordinatorDiffers(app.db, { centre: { ...settings, number: of, coordinatorEmail } });
  expect(await differs('Amina@differs.example')).toBeUndefined();
  expect(await differs('new@differs.example', 'XX1')).toBeUndefined();
  expect(await differs('new@differs.example')).toContain(
    `not a coordinator of the school ${number} (no account there)`,
  );
  const line = await differs('ben@differs.example');
  expect(line).toContain('(they are a teacher)');
  const { command = '' } = /npm run coordinator -- (?<command>\S+)/.exec(line ?? '')?.groups ?? {};
  await (await at(school))(command);
  expect(await differs('ben@differs.example')).toBeUndefined();
});
