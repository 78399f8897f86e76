import { randomUUID } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { compose } from '../../../adapters/mail/compose.ts';
import { sampleNumber } from '../../../db/sample/centre.ts';
import {
  auditEvents,
  centres,
  mails,
  siteConnections,
  siteSessions,
  siteVisits,
  users,
} from '../../../db/schema/index.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { mailToSend } from '../../../src/service/mail/mail-to-send.ts';
import { readUsage } from '../../../src/service/usage/count.ts';
import { listUsers } from '../../../src/service/usage/list.ts';
import { previewReminder, remindPeople } from '../../../src/service/usage/remind.ts';
import { addVisit } from '../../../src/service/usage/visits.ts';
import type { Card } from '../../../src/ui/card.ts';
import type { Site } from '../../../src/words/sites.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { recorded, type Sent } from '../../kit/recorded.ts';
import { aSchool } from '../../kit/school.ts';
import { buttonOf, cardOf, formOf, useTalk, wordsOf } from '../talk.ts';

const day = 24 * 3_600_000;
const database = useDatabase();
const clock = testClock();
const app = database.app(clock);
const talk = useTalk(app);
let centreId: string;

/** Connects them to sign in with us, since a year ago. */
const connect = (sites: Site[], since = new Date(clock().getTime() - 365 * day)) =>
  database.db.insert(siteConnections).values(
    sites.map((site) => ({
      centreId,
      site,
      clientId: `client-${site}`,
      redirectUris: [`https://${site}.example/back`],
      homeUrl: `https://${site}.example/`,
      signInsSince: since,
      createdAt: since,
      changedAt: since,
    })),
  );

beforeAll(async () => {
  const [centre] = await database.db.select().from(centres).where(eq(centres.number, sampleNumber));
  centreId = centre?.id ?? '';
});

const columnsOf = (card: Card) => (card.rows ?? []).map(({ title, columns }) => [title, ...(columns ?? [])]);
const idOf = async (account: string) => {
  const [user] = await database.db
    .select()
    .from(users)
    .where(eq(users.email, `${account}@riverside.example`));
  return user?.id ?? '';
};

test('of sites that do not sign in with us it is said that nothing is known, and of nobody that they never came', async () => {
  const card = await talk.card('coordinator', 'usage');
  expect(card.text?.[0]).toMatch(/^Staffroom does not see sign-ins to School Support Hub, .*: they are not connected/);
  expect([card.image, card.rows]).toEqual([undefined, []]);
  expect(JSON.stringify(card)).not.toContain('never came');
  expect(await talk.words('coordinator', 'usage primary')).toContain('does not see sign-ins to Cambridge Primary');
  expect((await talk.card('coordinator', 'remind')).title).toBe('There is nobody to remind');
});

describe('where sites sign in with us', () => {
  beforeAll(() => connect(['hub', 'primary', 'test-maker']));

  test('the picture and its words count who has access, came lately and never did; who is suspended is none of them', async () => {
    const card = await talk.card('coordinator', 'usage');
    const { rows } = await database.db.execute<{ people: number; came: number; never: number }>(sql`
      select count(*)::int as people, count(*) filter (where v.last_at >= ${new Date(clock().getTime() - 30 * day).toISOString()}::timestamptz)::int as came,
        count(*) filter (where v.user_id is null)::int as never
      from site_access a join users u on u.id = a.user_id and u.status <> 'suspended'
      left join site_visits v on v.user_id = a.user_id and v.site = a.site where a.site = 'primary' and a.centre_id = ${centreId}`);
    const { people = 0, came = 0, never = 0 } = rows[0] ?? {};
    expect(never).toBeGreaterThan(0);
    expect(columnsOf(card)[1]).toEqual([
      '2 · Cambridge Primary support site',
      `${came} of ${people} came`,
      `${never} never`,
    ]);
    expect(card.image?.alt).toContain(
      `2, Cambridge Primary support site: ${came} of ${people} came, ${people - came - never} not lately, ${never} never.`,
    );
    expect(
      Buffer.from(card.image?.png ?? '', 'base64')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect(wordsOf(card)).toContain('does not see sign-ins to Cambridge Lower Secondary support site, Resource Plus');
    expect(wordsOf(card)).not.toContain('known since');
  });

  test.each([
    ['usage primary never', (when: string) => when === 'never yet'],
    [
      'usage Cambridge Primary support site who came lately',
      (when: string) => /came (\d|1\d|2\d) days|hours|a day/.test(when),
    ],
    ['usage site:primary who:not-lately', (when: string) => /came (3[0-9]|[4-9]\d|\d{3}) days ago/.test(when)],
  ])('%s', async (line, fits) => {
    const card = await talk.card('coordinator', line);
    expect(card.title).toBe('Cambridge Primary support site');
    expect(card.rows?.length).toBeGreaterThan(0);
    expect(columnsOf(card).filter(([, , when = '']) => !fits(when))).toEqual([]);
  });

  test('a list goes on page by page, and back', async () => {
    const first = await talk.card('coordinator', 'usage hub');
    const second = await talk.follow('coordinator', first, 'Next page');
    const back = await talk.follow('coordinator', second, 'Previous page');
    const names = (card: Card) => card.rows?.map(({ title }) => title);
    expect(names(back)).toEqual(names(first));
    expect(new Set([...(names(first) ?? []), ...(names(second) ?? [])]).size).toBe(20);
  });

  test('by programme, for a site and for all; and as a file', async () => {
    const all = await talk.card('coordinator', 'usage by programme');
    expect(columnsOf(all)[0]).toEqual(['1 · Cambridge Primary', expect.stringMatching(/^\d+ of 20 came$/), '4 never']);
    const teachers = await talk.follow('coordinator', all, 'List');
    expect(teachers.title).toBe('How the sites are used');
    expect(teachers.state).toContain('Cambridge Primary');
    const file = (await talk.card('coordinator', 'usage test-maker IGCSE csv')).files?.[0]?.content ?? '';
    const [head, ...lines] = file.trim().split('\r\n');
    expect(head).toBe('first name,last name,e-mail,status,programmes,Test Maker');
    for (const line of lines) expect(line).toMatch(/Cambridge Upper Secondary.*,(never|\d{4}-\d\d-\d\d)$/);
  });

  test('what is said of a site that was connected lately, and of people who signed in before it was kept', async () => {
    await connect(['forums'], new Date(clock().getTime() - 5 * day));
    const fatima = await idOf('fatima.alzahra');
    await database.db.delete(siteVisits).where(and(eq(siteVisits.userId, fatima), eq(siteVisits.site, 'forums')));
    await database.db.insert(siteVisits).values({ centreId, userId: fatima, site: 'forums', lastAt: null });
    const card = await talk.card('coordinator', 'usage forums');
    expect(wordsOf(card)).toContain('Sign-ins to Online discussion forums are known since');
    const before = await talk.card('coordinator', 'usage forums not lately');
    expect(columnsOf(before)).toContainEqual(['Fatima Al-Zahra', 'Teacher', 'not known when']);
    expect(JSON.stringify(await talk.card('coordinator', 'usage forums never'))).not.toContain('Fatima Al-Zahra');
    // Whoever came there before that is not to be reminded unawares.
    expect(await talk.words('coordinator', 'remind forums')).toContain('Online discussion forums are known since');
    expect(await talk.words('coordinator', 'remind hub')).not.toContain('known since');
    await database.db.delete(siteConnections).where(eq(siteConnections.site, 'forums'));
  });

  test('who opened a site through the release before this one, which keeps no visits, came', async () => {
    const lars = await idOf('lars.sorensen');
    const wasAt = await database.db.select().from(siteVisits).where(eq(siteVisits.userId, lars));
    const [hub] = await database.db.select().from(siteConnections).where(eq(siteConnections.clientId, 'client-hub'));
    await database.db.delete(siteVisits).where(eq(siteVisits.userId, lars));
    const [startedAt, sid] = [clock(), randomUUID()];
    await database.db.insert(siteSessions).values({
      ...{ sid, centreId, connectionId: hub?.id ?? '', userId: lars, uidHash: Buffer.alloc(32), startedAt },
      expiresAt: new Date(startedAt.getTime() + day),
    });
    await database.db.delete(siteSessions).where(eq(siteSessions.sid, sid));
    const rows = await database.db.select().from(siteVisits).where(eq(siteVisits.userId, lars));
    expect(rows).toEqual([{ centreId, userId: lars, site: 'hub', lastAt: startedAt }]);
    await database.db.delete(siteVisits).where(eq(siteVisits.userId, lars));
    if (wasAt.length > 0) await database.db.insert(siteVisits).values(wasAt);
  });

  test('a site admin sees and reminds of their own site; a teacher of none', async () => {
    const own = await talk.card('site-admin', 'usage');
    expect(columnsOf(own).map(([title]) => title)).toEqual(['1 · Test Maker']);
    expect(own.buttons?.map((b) => b.label)).not.toContain('Send me this weekly');
    for (const line of ['usage hub', 'usage hub csv', 'usage weekly', 'remind hub'])
      expect(await talk.words('site-admin', line)).toContain('Your rights do not cover this');
    expect(await talk.words('teacher', 'usage')).toContain('Your rights do not cover this');
    expect(await talk.words('teacher', 'remind')).toContain('Your rights do not cover this');
    const plan = await talk.card('site-admin', 'remind');
    expect(wordsOf(plan)).not.toContain('School Support Hub');
  });

  test.each([
    ['remind everyone who never came', undefined],
    ['remind who never came to primary', 'primary'],
    ['remind all of them about the hub', 'hub'],
  ])('%s', async (line, site) => {
    const { action } = buttonOf(await talk.card('coordinator', line), 'Remind them');
    expect(action.input?.site).toBe(site);
  });

  test('what is not understood is asked about', async () => {
    for (const line of ['usage primary and hub', 'usage blah', 'usage never came lately', 'remind who came lately'])
      expect(JSON.stringify(formOf(await talk.say('coordinator', line)).errors)).toContain('I don’t understand');
  });

  test('the profile says when someone came to each site, and to which not yet', async () => {
    const facts = (card: Card) => card.facts?.find(({ label }) => label === 'Came to')?.value;
    const ben = await idOf('ben.okafor');
    const wasAt = new Date(clock().getTime() - 3 * day);
    await database.db
      .delete(siteVisits)
      .where(and(eq(siteVisits.userId, ben), inArray(siteVisits.site, ['hub', 'primary'])));
    await database.db.insert(siteVisits).values({ centreId, userId: ben, site: 'hub', lastAt: wasAt });
    expect(facts(await talk.card('coordinator', 'show ben.okafor@riverside.example'))).toBe(
      'School Support Hub 3 days ago. Not yet: Cambridge Primary support site',
    );
    expect(facts(await talk.card('coordinator', 'show lars.sorensen@riverside.example'))).toBeUndefined();
  });

  test('who never came is reminded once a week, after one Yes that says who is left out and why', async () => {
    const { db } = database;
    const ben = await idOf('ben.okafor');
    await db
      .update(users)
      .set({ mailProblem: '550 no such mailbox' })
      .where(eq(users.email, 'zeynep.yildiz@riverside.example'));
    const plan = await talk.card('coordinator', 'remind primary');
    expect(plan.title).toBe('Remind 5 people?');
    expect(plan.state).toBe('1 person left out');
    expect(wordsOf(plan)).toContain('Mails to 1 person do not arrive');
    expect(plan.rows?.[0]).toMatchObject({ title: 'Zeynep Yıldız', state: 'Left out', detail: 'Mails do not arrive' });
    // Meanwhile Ben comes.
    await db.execute(addVisit(sql`${ben}`, sql`${'client-primary'}`, sql`${app.clock().toISOString()}`));
    const yes = buttonOf(plan, 'Remind them').action;
    const [one, two] = await Promise.all([talk.press('coordinator', yes, 'p1'), talk.press('coordinator', yes, 'p2')]);
    const answers = [cardOf(one), cardOf(two)].map(wordsOf).sort();
    expect(answers[0]).toContain('4 people are reminded');
    expect(answers[0]).toContain('1 person came, or was reminded, in the meantime.');
    expect(answers[1]).toContain('This was done already');
    const sent = await db.select().from(mails).where(eq(mails.kind, 'usage-reminder'));
    expect(sent).toHaveLength(4);
    const events = await db
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.action, 'usage.remind'), eq(auditEvents.outcome, 'done')));
    expect(new Set(events.map((e) => e.targetId))).toEqual(new Set(sent.map((m) => m.userId)));
    expect(new Set(events.map((e) => e.correlationId)).size).toBe(1);
    const again = await talk.words('coordinator', 'remind primary');
    expect(again).toContain('There is nobody to remind');
    expect(again).toContain('4 people were reminded or invited within the last 7 days.');

    const texts = new Map<string, string>();
    for (const { id } of sent) {
      const mail = await mailToSend(app, id);
      if (mail) texts.set(mail.to, compose(mail, 'no-reply@school.example').text);
    }
    const ines = texts.get('ines.goncalves@riverside.example') ?? '';
    expect(ines).toContain('Cambridge Primary support site:\nhttps://primary.example/');
    expect(ines).toContain('Sign in with ines.goncalves@riverside.example');
    const lars = texts.get('lars.sorensen@riverside.example') ?? '';
    expect(lars).toMatch(/Choose a password:\nhttp\S+\/password\/set\//);

    clock.advance(8 * day);
    try {
      expect((await talk.card('coordinator', 'remind primary')).title).toBe('Remind 4 people?');
    } finally {
      clock.advance(-8 * day);
    }
  });

  test('nobody is reminded who is invited on a day to come: a link would let them in before', async () => {
    await talk.say('coordinator', 'add Ada Noor ada.noor@riverside.example sites:primary on 1 September 2033');
    const plan = await talk.card('coordinator', 'remind primary');
    expect(wordsOf(plan)).toContain('1 person is invited on a day to come.');
    const ada = await idOf('ada.noor');
    expect(await database.db.$count(mails, eq(mails.userId, ada))).toBe(0);
    await database.db.update(users).set({ status: 'suspended', suspendedFrom: 'invited' }).where(eq(users.id, ada));
  });

  test('a mail to someone who came, or was suspended, before it left is not sent', async () => {
    const { db } = database;
    const plan = await talk.card('admin', 'remind test-maker');
    await talk.press('admin', buttonOf(plan, 'Remind them').action);
    const sent = await db
      .select()
      .from(mails)
      .where(and(eq(mails.kind, 'usage-reminder'), sql`${mails.sites} = '{test-maker}'`));
    const [one, two] = sent;
    if (!one || !two) throw new Error('there are too few');
    await db.execute(addVisit(sql`${one.userId}`, sql`${'client-test-maker'}`, sql`${app.clock().toISOString()}`));
    await db.update(users).set({ status: 'suspended', suspendedFrom: 'active' }).where(eq(users.id, two.userId));
    expect([await mailToSend(app, one.id), await mailToSend(app, two.id)]).toEqual([null, null]);
  });
});

test('as many statements for 400 people as for two', async () => {
  const sent: Sent[] = [];
  const connection = recorded(database.url, sent);
  const school = await aSchool(app);
  const amina = school.as(await school.person({ role: 'coordinator' }, []));
  const ctx: Ctx = { ...amina, db: connection.db };
  const connected = new Date(clock().getTime() - 99 * day);
  await database.db.insert(siteConnections).values({
    ...{ centreId: school.centreId, site: 'hub', clientId: 'many', redirectUris: ['https://hub.example/back'] },
    ...{ signInsSince: connected, createdAt: connected, changedAt: connected },
  });
  const counts: number[][] = [];
  for (const more of [2, 400]) {
    await database.db.execute(sql`
      with people as (
        insert into users (centre_id, first_name, last_name, email, status)
        select ${school.centreId}, 'Someone', i::text, gen_random_uuid() || '@big.example', case when i % 2 = 0 then 'active' else 'invited' end::status
        from generate_series(1, ${more}::int) i returning id
      ) insert into site_access (centre_id, user_id, site) select ${school.centreId}, id, 'hub' from people`);
    const count = async (run: () => Promise<unknown>) => {
      sent.length = 0;
      await run();
      return sent.length;
    };
    const found = await previewReminder(ctx, {});
    const ids = found.filter((p) => !p.leftOut).map((p) => p.id);
    expect(ids).toHaveLength(more);
    counts.push([
      await count(() => readUsage(ctx, {})),
      await count(() => listUsers(ctx, { filter: { who: 'never' } })),
      await count(() => previewReminder(ctx, {})),
      await count(() => remindPeople({ ...ctx, correlationId: randomUUID() }, { ids })),
    ]);
  }
  await connection.close();
  expect(counts[1]).toEqual(counts[0]);
});
