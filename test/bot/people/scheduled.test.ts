import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connection, connect } from '../../../db/connect.ts';
import { auditEvents, learnerGroups, mails, scheduledChanges, siteAccess, users } from '../../../db/schema/index.ts';
import { tellScheduled } from '../../../src/jobs/tasks/tell-scheduled.ts';
import { addDays, dayIn } from '../../../src/lib/time.ts';
import { sendForgotten } from '../../../src/service/passwords/forgotten.ts';
import { carryOutScheduled } from '../../../src/service/scheduled/carry-out.ts';
import type { Card } from '../../../src/ui/card.ts';
import type { Chat } from '../../../src/ui/chat.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { toldScheduledCard } from '../../kit/job-cards.ts';
import { addUser } from '../../kit/people.ts';
import { vouchesForAll } from '../../kit/ties.ts';
import { buttonOf, cardOf, useTalk, type Who, wordsOf } from '../talk.ts';

const database = useDatabase();
const clock = testClock();
const app = database.app(clock);
let owner: Connection;
beforeAll(() => {
  owner = connect(database.url, { max: 1 });
});
afterAll(() => owner.close());
const talk = useTalk(app);

const statusOf = async (email: string) => {
  const [user] = await database.db.select().from(users).where(eq(users.email, email));
  return user?.status;
};
const ben = 'ben.okafor@riverside.example';
const waiting = () => database.db.select().from(scheduledChanges).where(eq(scheduledChanges.state, 'waiting'));
const jobs = async () => {
  const { rows } = await owner.db.execute<{ at: Date }>(
    sql`select run_at as at from graphile_worker.jobs where key like 'scheduled:%' order by run_at`,
  );
  return rows.map(({ at }) => new Date(at).toISOString());
};

async function plan(line: string) {
  const question = cardOf(await talk.say('coordinator', line));
  return { question, done: cardOf(await talk.press('coordinator', buttonOf(question, 'Plan it').action)) };
}

test('someone is suspended on the day, and not before', async () => {
  const { question, done } = await plan('suspend Ben Okafor from 1 October, he leaves us');
  expect(question.title).toBe('Suspend Ben Okafor on 1 Oct 2026?');
  expect(done.title).toBe('Ben Okafor will be suspended on 1 Oct 2026');
  expect(await statusOf(ben)).toBe('active');
  const [planned] = await waiting();
  const id = planned?.id ?? '';
  // A job that runs before the day, as after a move of the school, does nothing but wait.
  await carryOutScheduled(app, id);
  expect(await statusOf(ben)).toBe('active');
  const list = wordsOf(cardOf(await talk.say('coordinator', 'scheduled')));
  expect(list).toContain('Ben Okafor');
  expect(list).toContain('Will be suspended on 1 Oct 2026');
  expect(list).toContain('he leaves us');
  clock.set(new Date('2026-10-02T00:00:00Z'));
  await Promise.all([carryOutScheduled(app, id), carryOutScheduled(app, id)]);
  expect(await statusOf(ben)).toBe('suspended');
  const events = await database.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.targetId, planned?.userId ?? ''));
  const acts = events.filter((e) => e.correlationId === planned?.correlationId).map((e) => e.action);
  expect(acts).toEqual(['plan.made', 'user.suspend']);
  const again = cardOf(await talk.say('coordinator', 'scheduled'));
  expect(wordsOf(again)).toContain('Nothing is planned');
});

test('a plan is moved by planning again, and cancelled by a press', async () => {
  await plan('suspend jose.alvarez@riverside.example on 1 December 2026');
  const { done } = await plan('suspend jose.alvarez@riverside.example on 1 November 2026');
  expect((await waiting()).map(({ day }) => day)).toEqual(['2026-11-01']);
  const cancelled = cardOf(await talk.press('coordinator', buttonOf(done, 'Cancel this').action));
  expect(cancelled.title).toContain('will not be suspended');
  expect(await waiting()).toEqual([]);
  const late = cardOf(await talk.press('coordinator', buttonOf(done, 'Cancel this').action));
  expect(wordsOf(late)).toContain('waits no more');
});

test('what is refused on the day says so, and changes nothing', async () => {
  await plan('suspend jose.alvarez@riverside.example on 1 December 2026');
  const [planned] = await waiting();
  await database.db
    .update(users)
    .set({ status: 'suspended', suspendedFrom: 'active' })
    .where(eq(users.id, planned?.userId ?? ''));
  clock.set(new Date('2026-12-02T00:00:00Z'));
  await carryOutScheduled(app, planned?.id ?? '');
  const [ended] = await database.db
    .select()
    .from(scheduledChanges)
    .where(eq(scheduledChanges.id, planned?.id ?? ''));
  expect(ended).toMatchObject({ state: 'refused', problem: { code: 'already-suspended' } });
});

test('of several, who can’t be suspended is left out of the plan, counted and shown first', async () => {
  const several = `${ben}, jose.alvarez@riverside.example, meiling.chen@riverside.example`;
  const question = cardOf(await talk.say('coordinator', `suspend ${several} on 1 May 2027`));
  expect(question.title).toBe('Suspend 1 account on 1 May 2027?');
  expect(question.state).toBe('2 people left out');
  expect(question.rows?.map(({ state }) => state)).toEqual(['Left out', 'Left out', 'Active · Teacher']);
});

test('the day begins where the school is, also after a move', async () => {
  await plan('suspend meiling.chen@riverside.example on 1 February 2027');
  const before = await jobs();
  await talk.say('coordinator', 'settings timeZone:America/New_York');
  const after = await jobs();
  expect(after.at(-1)).toBe('2027-02-01T05:00:00.000Z');
  expect(after.length).toBe(before.length);
});

/** Has all told who are to be, twice. @returns what was posted, by whom it went to */
async function tell(id: string): Promise<Map<string, Card>> {
  const posted = new Map<string, Card>();
  const chat: Chat = {
    platform: 'playground',
    look: vouchesForAll(app),
    async post(to, card) {
      const { person } = to as { person: string };
      if (posted.has(person)) throw new Error(`${person} is told twice`);
      posted.set(person, card);
      return { person };
    },
    update: async () => true,
  };
  for (let n = 0; n < 2; n += 1) await tellScheduled(app, [chat], toldScheduledCard)({ id });
  return posted;
}

/** A plan of this person's that has come to its day. */
async function onItsDay(who: Who, line: string, before: (planned: Planned) => Promise<unknown> = async () => {}) {
  const day = addDays(dayIn(clock(), 'UTC'), 10);
  const question = cardOf(await talk.say(who, `${line} on ${day}`));
  await talk.press(who, buttonOf(question, 'Plan it').action);
  const planned = (await waiting()).find((each) => each.day === day);
  if (!planned) throw new Error('it is not planned');
  await before(planned);
  clock.set(new Date(`${addDays(day, 1)}T12:00:00Z`));
  await carryOutScheduled(app, planned.id);
  return planned;
}
type Planned = typeof scheduledChanges.$inferSelect;

describe('who is told', () => {
  const meiling = 'meiling.chen@riverside.example';
  const change = (email: string, to: Partial<typeof users.$inferInsert>) => () =>
    database.db.update(users).set(to).where(eq(users.email, email));
  const joseph = 'joseph.mwangi@riverside.example';

  test('of what whoever planned it has no rights for any more, the coordinators, who can do it; and it is in the trail', async () => {
    await talk.say('admin', 'me');
    for (const [gone, told] of [
      [{ role: 'teacher' }, ['admin', 'coordinator']],
      [{ status: 'suspended', suspendedFrom: 'active' }, ['coordinator']],
    ] as const) {
      const { id, userId, correlationId } = await onItsDay('admin', `suspend ${meiling}`, change(joseph, gone));
      expect(await statusOf(meiling)).toBe('active');
      const cards = await tell(id);
      expect([...cards.keys()].sort()).toEqual(told);
      const card = cards.get('coordinator') ?? { title: '' };
      expect(wordsOf(card)).toContain('Joseph Mwangi no longer has the rights for this.');
      expect(cardOf(await talk.press('coordinator', buttonOf(card, 'Suspend').action)).title).toBe(
        'Suspend Mei-Ling Chen?',
      );
      const events = await database.db.select().from(auditEvents).where(eq(auditEvents.correlationId, correlationId));
      expect(events.map((e) => `${e.action} ${e.outcome}`)).toEqual(['plan.made done', 'user.suspend refused']);
      expect(events[0]?.targetId).toBe(userId);
      await change(joseph, { role: 'admin', status: 'active', suspendedFrom: null })();
    }
  });

  test('whom nobody had to suspend any more is told as such, to who planned it alone', async () => {
    const { id } = await onItsDay('admin', `suspend ${meiling}`, async () => {
      const question = cardOf(await talk.say('coordinator', `suspend ${meiling}`));
      expect(wordsOf(question)).toMatch(/Planned\nWill be suspended on \d/);
      await talk.press('coordinator', buttonOf(question, 'Suspend').action);
    });
    const cards = await tell(id);
    expect([...cards.values()].map(({ title }) => title)).toEqual(['Mei-Ling Chen was suspended already']);
    await talk.press(
      'coordinator',
      buttonOf(cardOf(await talk.say('coordinator', `reactivate ${meiling}`)), 'Reactivate').action,
    );
  });

  test('of several in one plan at once, when the last is done: what is left to do first, and why', async () => {
    const emails = [1, 2, 3].map((n) => `leaver${n}@riverside.example`);
    await plan(`suspend ${meiling} on 1 June`);
    const [{ centreId } = { centreId: '' }] = await waiting();
    for (const [i, email] of emails.entries())
      await addUser(database.db, centreId, { email, firstName: 'Leaver', lastName: `${i + 1}`, role: 'teacher' });
    const { id } = await onItsDay('admin', `suspend ${emails.join(', ')}`, () =>
      change(emails[1] ?? '', { role: 'coordinator' })(),
    );
    const of = async () => {
      const [{ correlationId, day } = { correlationId: '', day: '' }] = await database.db
        .select()
        .from(scheduledChanges)
        .where(eq(scheduledChanges.id, id));
      const all = await database.db
        .select()
        .from(scheduledChanges)
        .where(eq(scheduledChanges.correlationId, correlationId));
      return all.filter((each) => each.day === day && each.id !== id);
    };
    expect(await tell(id)).toEqual(new Map());
    for (const other of await of()) await carryOutScheduled(app, other.id);
    const cards = await tell(id);
    expect([...cards.keys()].sort()).toEqual(['admin', 'coordinator']);
    const card = cards.get('admin');
    expect([card?.title, ...(card?.rows ?? []).map(({ title }) => title)]).toEqual([
      '1 of 3 accounts is not suspended, though it was planned',
      'Leaver 2 is not suspended, though it was planned',
      'Leaver 1 is suspended, as planned',
      'Leaver 3 is suspended, as planned',
    ]);
    expect(cards.get('coordinator')?.title).toBe('Leaver 2 is not suspended, though it was planned');
  });

  test('who planned their own, and a crash came before it was marked as done: it is done', async () => {
    await change(joseph, { role: 'coordinator' })();
    const { id } = await onItsDay('admin', `suspend ${joseph}`);
    await database.db
      .update(scheduledChanges)
      .set({ state: 'doing', endedAt: null })
      .where(eq(scheduledChanges.id, id));
    await carryOutScheduled(app, id);
    expect(await database.db.select().from(scheduledChanges).where(eq(scheduledChanges.id, id))).toMatchObject([
      { state: 'done', problem: null },
    ]);
    await change(joseph, { role: 'admin', status: 'active', suspendedFrom: null })();
  });
});

describe('a leaver, on the day', () => {
  const fatima = 'fatima.alzahra@riverside.example';
  const adaeze = 'adaeze.okafor@riverside.example';
  const heldBy = async (email: string) => {
    const rows = await database.db
      .select({ id: learnerGroups.id })
      .from(learnerGroups)
      .innerJoin(users, eq(users.id, learnerGroups.ownerId))
      .where(eq(users.email, email));
    return rows.length;
  };
  const change = (email: string, status: 'active' | 'suspended') =>
    database.db
      .update(users)
      .set(status === 'active' ? { status, suspendedFrom: null } : { status, suspendedFrom: 'active' })
      .where(eq(users.email, email));
  const planned = async () => {
    const day = addDays(dayIn(clock(), 'UTC'), 10);
    const { done } = await plan(`leaver ${fatima} to ${adaeze} grant:yes on ${day}`);
    expect(done.title).toMatch(/^Fatima Al-Zahra will be suspended on .*, and Adaeze Okafor gets what Fatima holds$/);
    const [kept] = await database.db.select().from(scheduledChanges).where(eq(scheduledChanges.state, 'planned'));
    clock.set(new Date(`${addDays(day, 1)}T12:00:00Z`));
    return kept?.id ?? '';
  };

  test('whose successor can’t receive by then is suspended all the same, and what is left is told', async () => {
    const before = await heldBy(fatima);
    const id = await planned();
    await change(adaeze, 'suspended');
    // A crash after the suspension, before it was marked.
    await carryOutScheduled(app, id);
    await database.db
      .update(scheduledChanges)
      .set({ state: 'doing', endedAt: null })
      .where(eq(scheduledChanges.id, id));
    await carryOutScheduled(app, id);
    expect([await statusOf(fatima), await heldBy(fatima)]).toEqual(['suspended', before]);
    const card = (await tell(id)).get('coordinator') ?? { title: '' };
    expect(card.title).toBe('Fatima Al-Zahra is suspended, but still holds what was to be handed over');
    expect(wordsOf(card)).toContain('Only someone with an active account can receive data.');
    expect(cardOf(await talk.press('coordinator', buttonOf(card, 'Leaver').action)).rows?.[1]?.buttons).toMatchObject([
      { label: 'Choose who' },
    ]);
    await change(adaeze, 'active');
    await change(fatima, 'active');
  });

  test('is suspended and hands over what they hold by then, once; the one planned before is moved', async () => {
    await plan(`suspend ${fatima} on 1 May 2029`);
    const id = await planned();
    const list = wordsOf(cardOf(await talk.say('coordinator', 'scheduled')));
    expect(list.match(/Fatima Al-Zahra\n/g)).toHaveLength(1);
    expect(list).toMatch(/Will be suspended on .*; Adaeze Okafor gets what they hold/);
    const before = await heldBy(fatima);
    const others = await heldBy(adaeze);
    await Promise.all([carryOutScheduled(app, id), carryOutScheduled(app, id)]);
    expect([await heldBy(fatima), await heldBy(adaeze)]).toEqual([0, others + before]);
    const cards = await tell(id);
    expect([...cards].map(([who, { title }]) => [who, title])).toEqual([
      ['coordinator', 'Fatima Al-Zahra is suspended, as planned, and Adaeze Okafor has what they held'],
    ]);
  });
});

test('what is planned already is said before it is planned anew, and on the profile, but not to them', async () => {
  await database.db.update(users).set({ status: 'active', suspendedFrom: null }).where(eq(users.email, ben));
  await plan('suspend Ben Okafor on 1 June');
  const { question } = await plan('suspend Ben Okafor on 1 July');
  expect(wordsOf(question)).toMatch(/It is planned for 1 Jun \d+ already by Amina Rahman. This takes its place./);
  expect(wordsOf(cardOf(await talk.say('coordinator', 'show Ben Okafor')))).toContain('Will be suspended on 1 Jul');
  expect(wordsOf(cardOf(await talk.say('teacher', 'whoami')))).not.toContain('Will be suspended');
});

test.each(['on 29 Feb 2027', 'by 1 June', 'at the end of the month'])(
  'suspend Ben Okafor %s: what may be a day is asked about, not kept as a reason',
  async (when) => {
    expect((await talk.form('coordinator', `suspend Ben Okafor ${when}`)).errors?.['']).toContain(
      'may be more than a reason',
    );
  },
);

test('a day that is over is refused, today is now', async () => {
  const form = await talk.form('coordinator', 'suspend meiling.chen@riverside.example on 1 January 2020');
  expect(form.errors).toEqual({ on: 'This day is over. Enter a later one.' });
});

test('what was planned for several in one go is cancelled for all, by who may; the rest stays', async () => {
  const jose = 'jose.alvarez@riverside.example';
  const { done } = await plan('suspend meiling.chen@riverside.example on 1 March 2029');
  buttonOf(done, 'Cancel this');
  // The coordinator's plan is for an admin too, who is none of an admin's business.
  const three = await plan(`suspend ${ben}, ${jose}, joseph.mwangi@riverside.example on 2 March 2029`);
  const left = (three.question.rows ?? []).filter(({ state }) => state === 'Left out').length;
  const n = 3 - left;
  const list = await talk.card('admin', 'scheduled');
  expect(wordsOf(list)).not.toContain('Joseph');
  const question = await talk.follow('coordinator', three.done, `Cancel all ${n}`);
  expect(question.title).toBe(`Cancel what is planned for ${n} people on 2 Mar 2029?`);
  const before = (await waiting()).length;
  expect(question.buttons?.map(({ label }) => label)).toEqual([`Cancel all ${n}`, 'Keep them']);
  const cancelled = await talk.follow('coordinator', question, `Cancel all ${n}`);
  expect(cancelled.title).toBe(`What was planned for ${n} people is cancelled`);
  expect(await waiting()).toHaveLength(before - n);
  expect(wordsOf(await talk.card('coordinator', 'scheduled'))).toContain('Mei-Ling Chen');
  expect((await talk.follow('coordinator', three.done, `Cancel all ${n}`)).title).toBe('That can’t be done');
});

describe('access until a day', () => {
  const sitesOf = async (email: string) => {
    const rows = await database.db
      .select({ site: siteAccess.site })
      .from(siteAccess)
      .innerJoin(users, eq(users.id, siteAccess.userId))
      .where(eq(users.email, email));
    return rows.map(({ site }) => site).sort();
  };
  const planned = async () => {
    const [kept] = await database.db.select().from(scheduledChanges).where(eq(scheduledChanges.kind, 'end-access'));
    return kept;
  };
  const sakura = 'sakura.tanaka@riverside.example';

  test('is asked for by a teacher, given by one press, stands on the card and the profile, and ends when that day is over', async () => {
    const asked = await talk.card('teacher', 'access results-analysis until 31 March 2031 for the mock exams');
    expect(wordsOf(asked)).toContain('until the end of 31 Mar 2031');
    const list = await talk.card('coordinator', 'requests');
    const row = list.rows?.find(({ title }) => title.includes('until the end of 31 Mar 2031'));
    const approve = row?.buttons?.find(({ label }) => label === 'Approve');
    await talk.press('coordinator', approve?.action ?? { verb: '', step: 'run' });
    expect(await talk.words('teacher', 'whoami')).toMatch(/Results Analysis .until the end of 31 Mar 2031/);
    expect(await talk.words('coordinator', `show ${ben}`)).toContain('Results Analysis (until the end of 31 Mar 2031)');
    const plans = await talk.card('coordinator', 'scheduled');
    const ends = plans.rows?.find(({ state }) => state?.includes('until the end of 31 Mar 2031'))?.buttons?.[0];
    const cancelled = cardOf(await talk.press('coordinator', ends?.action ?? { verb: '', step: 'run' }));
    expect(cancelled.title).toMatch(/keeps access to Results Analysis$/);
    expect(await talk.words('teacher', 'whoami')).not.toContain('until the end');
  });

  test('is given by a coordinator, for what is added alone; taken and given anew, it stays', async () => {
    const form = await talk.form('coordinator', `edit ${sakura} until:2031-03-31 firstName:Sakura`);
    expect(form.errors).toMatchObject({ until: expect.stringContaining('No site is added by this') });
    const has = await sitesOf(sakura);
    const site = has.includes('test-maker') ? 'results-analysis' : 'test-maker';
    const more = [...has, site].join(',');
    expect((await talk.form('coordinator', `edit ${sakura} until 31 March 2031`)).values.until).toBe('31 March 2031');
    const given = await talk.card('coordinator', `edit ${sakura} sites:${more} until 31 March 2031`);
    expect(wordsOf(given)).toContain('(until the end of 31 Mar 2031)');
    expect(wordsOf(await talk.card('coordinator', 'scheduled'))).toContain('until the end of 31 Mar 2031');
    const first = await planned();
    await talk.say('coordinator', `edit ${sakura} sites:${has.join(',')}`);
    await talk.say('coordinator', `edit ${sakura} sites:${more}`);
    clock.set(new Date('2031-04-02T00:00:00Z'));
    await carryOutScheduled(app, first?.id ?? '');
    expect(await sitesOf(sakura)).toContain(site);
    await talk.say('coordinator', `edit ${sakura} sites:${has.join(',')}`);
    await talk.say('admin', `edit ${sakura} sites:${more} until:2031-05-01`);
    const [second] = await database.db.select().from(scheduledChanges).where(eq(scheduledChanges.state, 'planned'));
    expect(second?.day).toBe('2031-05-02');
    await carryOutScheduled(app, second?.id ?? '');
    expect(await sitesOf(sakura)).toContain(site);
    clock.set(new Date('2031-05-02T06:00:00Z'));
    // Whoever gave it has no rights any more: it ends all the same.
    await database.db.update(users).set({ role: 'teacher' }).where(eq(users.email, 'joseph.mwangi@riverside.example'));
    await carryOutScheduled(app, second?.id ?? '');
    expect(await sitesOf(sakura)).toEqual(has);
    const cards = await tell(second?.id ?? '');
    expect([...cards].map(([who, { title }]) => [who, title])).toEqual([
      ['admin', expect.stringMatching(/’s access to .* has ended, as planned$/)],
    ]);
  });
});

describe('who is added for a day to come', () => {
  const ada = 'ada.noor@riverside.example';
  const mailsTo = async (email: string) => {
    const rows = await database.db
      .select({ kind: mails.kind })
      .from(mails)
      .innerJoin(users, eq(users.id, mails.userId))
      .where(eq(users.email, email));
    return rows.map(({ kind }) => kind);
  };
  const forget = async () => {
    const [user] = await database.db.select().from(users).where(eq(users.email, ada));
    await sendForgotten(app, { userId: user?.id ?? '', correlationId: randomUUID() });
  };

  test('is there at once, has no way in before, and is invited on the day', async () => {
    const done = await talk.card('coordinator', `add Ada Noor ${ada} on 1 September 2033 programmes:primary`);
    expect(wordsOf(done)).toContain('goes out on 1 Sep 2033; there is no way in before');
    for (const line of ['list noor', `show ${ada}`])
      expect(JSON.stringify(await talk.card('coordinator', line))).toContain('Will be invited on 1 Sep 2033');
    const invited = await talk.card('coordinator', 'invite all');
    expect(wordsOf(invited)).not.toContain('Ada Noor');
    await forget();
    await talk.say('coordinator', `edit ${ada} email:ada.noor2@riverside.example`);
    await talk.say('coordinator', `edit ada.noor2@riverside.example email:${ada}`);
    expect(await mailsTo(ada)).toEqual([]);
    const [kept] = await database.db.select().from(scheduledChanges).where(eq(scheduledChanges.kind, 'invite'));
    clock.set(new Date('2033-09-02T06:00:00Z'));
    await Promise.all([carryOutScheduled(app, kept?.id ?? ''), carryOutScheduled(app, kept?.id ?? '')]);
    expect(await mailsTo(ada)).toEqual(['invitation']);
    expect([...(await tell(kept?.id ?? '')).values()].map(({ title }) => title)).toEqual([
      'Ada Noor is invited, as planned',
    ]);
  });

  test('or by hand before; a day that is over is refused, and all that was typed is kept', async () => {
    const bea = 'bea.lind@riverside.example';
    await talk.say('coordinator', `add Bea Lind ${bea} programmes:primary from 1 October 2033`);
    await talk.follow('coordinator', await talk.card('coordinator', `invite ${bea}`), 'Send invitation');
    expect(await mailsTo(bea)).toEqual(['invitation']);
    expect(wordsOf(await talk.card('coordinator', 'scheduled'))).not.toContain('Bea Lind');
    const form = await talk.form(
      'coordinator',
      'add Cy Lund cy@riverside.example on 1 January 2020 programmes:primary',
    );
    expect(form.errors).toMatchObject({ on: 'This day is over. Enter a later one.' });
    expect(form.values.people).toMatchObject([{ firstName: 'Cy', email: 'cy@riverside.example' }]);
  });

  test('several by a line: the plan says when', async () => {
    const line = 'add Di Moe di@riverside.example, Ed Moe ed@riverside.example programmes:primary on 1 November 2033';
    const plan = await talk.card('coordinator', line);
    expect(wordsOf(plan)).toContain('go out on 1 Nov 2033');
    await talk.follow('coordinator', plan, plan.buttons?.[0]?.label ?? '');
    expect([await mailsTo('di@riverside.example'), await mailsTo('ed@riverside.example')]).toEqual([[], []]);
    expect((await talk.words('coordinator', 'scheduled')).match(/Will be invited on 1 Nov 2033/g)).toHaveLength(2);
  });
});

test('whatever is planned begins with its day where the school is: as clocks change, and after a move', async () => {
  const jobsOf = async (email: string, zone: string) => {
    await talk.say('coordinator', `settings timeZone:${zone}`);
    const { rows } = await owner.db.execute<{ at: Date }>(sql`
      select j.run_at as at from graphile_worker.jobs j
      join scheduled_changes s on j.key = 'scheduled:' || s.id join users u on u.id = s.user_id
      where u.email = ${email} and s.state in ('waiting', 'planned') order by run_at`);
    return rows.map(({ at }) => new Date(at).toISOString());
  };
  const ngozi = 'ngozi.okonkwo@riverside.example';
  const cy = 'cy.summer@riverside.example';
  const [user] = await database.db.select().from(users).where(eq(users.email, ngozi));
  const has = await database.db
    .select()
    .from(siteAccess)
    .where(eq(siteAccess.userId, user?.id ?? ''));
  const site = has.some((each) => each.site === 'test-maker') ? 'resource-plus' : 'test-maker';
  // Clocks go on at two on 9 March 2036 there, and at one in the night before 30 March in London.
  await plan(`leaver ${ngozi} to yusuf.demirci@riverside.example grant:yes on 9 March 2036`);
  await talk.say(
    'coordinator',
    `edit ${ngozi} sites:${[...has.map((each) => each.site), site].join(',')} until 9 March 2036`,
  );
  await talk.say('coordinator', `add Cy Summer ${cy} programmes:primary on 30 March 2036`);
  expect(await jobsOf(ngozi, 'America/New_York')).toEqual(['2036-03-09T05:00:00.000Z', '2036-03-10T04:00:00.000Z']);
  expect(await jobsOf(cy, 'America/New_York')).toEqual(['2036-03-30T04:00:00.000Z']);
  expect(await jobsOf(cy, 'Europe/London')).toEqual(['2036-03-30T00:00:00.000Z']);
  expect(await jobsOf(ngozi, 'Pacific/Auckland')).toEqual(['2036-03-08T11:00:00.000Z', '2036-03-09T11:00:00.000Z']);
  // The day that has no midnight begins at one.
  await plan(`leaver ${ngozi} to yusuf.demirci@riverside.example grant:yes on 30 March 2036`);
  expect((await jobsOf(ngozi, 'Asia/Beirut')).at(-1)).toBe('2036-03-29T22:00:00.000Z');
  await talk.say('coordinator', 'settings timeZone:Asia/Kolkata');
});
