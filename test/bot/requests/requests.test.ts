import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  auditEvents,
  centres,
  mails,
  rateLimits,
  requestMessages,
  requests,
  siteAccess,
  users,
} from '../../../db/schema/index.ts';
import type { Action, Card } from '../../../src/ui/card.ts';
import { requestList } from '../../../src/ui/sentences/requests.ts';
import { type Site, sites } from '../../../src/words/sites.ts';
import { closeRequests } from '../../kit/close-requests.ts';
import { useDatabase } from '../../kit/database.ts';
import { requestCard } from '../../kit/job-cards.ts';
import { buttonOf, cardOf, formOf, senderOf, useTalk, type Who, wordsOf } from '../talk.ts';

const database = useDatabase();
const talk = useTalk(database.app());

beforeEach(async () => {
  await closeRequests(database.db);
  // All tests together ask more often than one person may within an hour.
  await database.db.delete(rateLimits);
});

async function person(name: string) {
  const [found] = await database.db
    .select()
    .from(users)
    .where(eq(users.email, `${name}@riverside.example`));
  if (!found) throw new Error(name);
  return found;
}

async function pendingOf(name: string) {
  const { id } = await person(name);
  return database.db
    .select()
    .from(requests)
    .where(and(eq(requests.askerId, id), eq(requests.status, 'pending')));
}

/** Someone asks, with all that it takes. */
async function askReset(who: Who, reason = '') {
  return cardOf(await talk.fill(who, await talk.form(who, 'ask-reset'), { reason }));
}
async function askAccess(who: Who, site: string, reason = 'for the exams') {
  return await talk.card(who, `access ${site} ${reason}`);
}

/** The id of the one request that this person waits with. */
async function waiting(of: string) {
  const [request] = await pendingOf(of);
  if (!request) throw new Error(`nothing waits from ${of}`);
  return request.id;
}

/** The one request that this person waits with, as a press on its card in the channel has it. */
const press = async (who: Who, of: string, verb: 'approve' | 'deny', more: Action['input'] = {}) =>
  pressOn(who, await waiting(of), verb, more);
const pressWords = async (...of: Parameters<typeof press>) => wordsOf(cardOf(await press(...of)));

const pressOn = (who: Who, request: string, verb: 'approve' | 'deny', more: Action['input'] = {}) =>
  talk.press(who, { verb, step: verb === 'deny' ? 'form' : 'run', input: { request, copy: true, ...more } });

const mailsTo = async (name: string) =>
  database.db
    .select()
    .from(mails)
    .where(eq(mails.userId, (await person(name)).id));

describe('asking for a reset', () => {
  test('of a teacher, by /staff reset: a form for the reason, then a request', async () => {
    const form = await talk.form('teacher', '/staff reset');
    expect(form).toMatchObject({ title: 'Ask for a password reset', errors: {} });
    expect(form.intro).toContain('Someone who may approve it decides.');
    const card = cardOf(await talk.fill('teacher', form, { reason: 'new phone, lost my password' }));
    expect(card).toMatchObject({ title: 'Your request is sent', tone: 'good' });
    expect(wordsOf(card)).toContain('new phone, lost my password');
    expect(wordsOf(card)).toContain('You are told in your own chat with Staffroom as soon as it is decided.');
    expect(await pendingOf('ben.okafor')).toMatchObject([{ kind: 'reset', reason: 'new phone, lost my password' }]);
  });

  test('with words after it that may be a name asks all the same, with the words filled in', async () => {
    const form = await talk.form('teacher', '/staff reset kavya nair');
    expect(form.values.reason).toBe('kavya nair');
    expect(await pendingOf('ben.okafor')).toEqual([]);
  });

  test('with a reason after it asks in one step', async () => {
    expect((await talk.card('teacher-2', '/staff reset lost my phone')).title).toBe('Your request is sent');
    expect(await pendingOf('jose.alvarez')).toMatchObject([{ kind: 'reset', reason: 'lost my phone' }]);
  });

  test('of someone else is refused, and written down', async () => {
    for (const words of [
      'kavya.nair@riverside.example',
      '“kavya.nair@riverside.example”',
      '<@U1>',
      `id:${randomUUID()}`,
    ])
      expect(await talk.words('teacher', `reset ${words}`)).toContain('Your rights do not cover this');
    const pressed = await talk.press('teacher', { verb: 'reset', step: 'run', input: { person: 'id:x' } });
    expect(wordsOf(cardOf(pressed))).toContain('Your rights do not cover this');
    const refused = await database.db
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.action, 'reset.send'), eq(auditEvents.outcome, 'refused')));
    expect(refused).toHaveLength(5);
    expect(await pendingOf('ben.okafor')).toEqual([]);
  });

  test('twice, while the first waits, shows the first', async () => {
    await askReset('teacher', 'the first');
    const again = await askReset('teacher', 'the second');
    expect(again).toMatchObject({ title: 'You have asked for this already', tone: 'attention' });
    expect(wordsOf(again)).toContain('the first');
    expect(await pendingOf('ben.okafor')).toHaveLength(1);
  });

  test('where approval is off sends the link at once', async () => {
    await database.db.update(centres).set({ approveResets: false }).where(eq(centres.number, 'IN123'));
    const before = (await mailsTo('ben.okafor')).length;
    expect(await askReset('teacher')).toMatchObject({ title: 'A reset link is on its way', tone: 'good' });
    await database.db.update(centres).set({ approveResets: true }).where(eq(centres.number, 'IN123'));
    expect(await mailsTo('ben.okafor')).toHaveLength(before + 1);
    expect(await pendingOf('ben.okafor')).toEqual([]);
  });

  test('leaves a coordinator’s reset as it was; an admin has both', async () => {
    expect((await talk.form('coordinator', 'reset')).title).toBe('Reset a password');
    expect((await talk.form('admin', 'reset')).title).toBe('Reset a password');
    expect(await askReset('admin')).toMatchObject({ title: 'Your request is sent' });
    expect(await pendingOf('joseph.mwangi')).toHaveLength(1);
  });

  test('of a stranger tells whom to ask, and nothing about who exists', async () => {
    for (const line of ['reset', 'reset lost it', 'access hub because', 'ask-reset', 'requests'])
      expect(await talk.words('stranger', line)).toBe(
        'I can’t help you here\nI know no account with your e-mail at this school. Ask the IT help desk, helpdesk@riverside.example, room 12.',
      );
  });
});

describe('asking for access', () => {
  test('in one line, the site by its key or by its name', async () => {
    expect(await askAccess('teacher', 'test-maker', 'for the mock exams')).toMatchObject({
      title: 'Your request is sent',
    });
    expect(await askAccess('teacher', 'Results Analysis', 'for the mock exams')).toMatchObject({
      title: 'Your request is sent',
    });
    const asked = await pendingOf('ben.okafor');
    expect(asked.map((r) => [r.site, r.reason]).sort()).toEqual([
      ['results-analysis', 'for the mock exams'],
      ['test-maker', 'for the mock exams'],
    ]);
    expect(await askAccess('teacher', 'test-maker')).toMatchObject({ title: 'You have asked for this already' });
  });

  test('by a form that offers the sites that they lack, and wants a reason', async () => {
    const form = await talk.form('teacher', 'access');
    expect(form.errors).toEqual({});
    const [site, until, reason] = form.fields;
    expect(until).toMatchObject({ kind: 'text', label: 'Until' });
    const { id } = await person('ben.okafor');
    const has = await database.db.select().from(siteAccess).where(eq(siteAccess.userId, id));
    const offered = site?.kind === 'choice' ? site.options.map((o) => o.value) : [];
    expect(offered).toHaveLength(7 - has.length);
    expect(offered).not.toContain('hub');
    expect(reason).toMatchObject({ kind: 'text', required: true });
    const wrong = formOf(await talk.fill('teacher', form, { site: 'results-analysis', reason: ' ' }));
    expect(wrong.errors).toEqual({ reason: 'Say it in a few words.' });
    expect(wrong.values.site).toBe('results-analysis');
    expect(cardOf(await talk.fill('teacher', wrong, { reason: 'lesson plans' }))).toMatchObject({
      title: 'Your request is sent',
    });
  });

  test('to what one has already is refused beside the field', async () => {
    const form = await talk.form('teacher', 'access hub to look');
    expect(form.errors.site).toBe('You have access to School Support Hub already.');
    expect(form.values.reason).toBe('to look');
  });

  test('with nothing left to ask for says so', async () => {
    const { id, centreId } = await person('jose.alvarez');
    const rows = sites.map((site) => ({ centreId, userId: id, site }));
    const before = await database.db.select().from(siteAccess).where(eq(siteAccess.userId, id));
    await database.db.insert(siteAccess).values(rows).onConflictDoNothing();
    expect(await talk.words('teacher-2', 'access')).toContain('You have access to every site');
    expect((await talk.card('teacher-2', 'whoami')).buttons?.map((b) => b.label)).not.toContain('Ask for access');
    await database.db.delete(siteAccess).where(eq(siteAccess.userId, id));
    await database.db.insert(siteAccess).values(before);
  });
});

describe('the buttons to ask', () => {
  const labels = (card: Card | undefined) => [
    ...(card?.buttons ?? []).map((b) => b.label),
    ...(card?.more ?? []).map((b) => b.label),
    ...(card?.rows ?? []).flatMap((r) => r.buttons ?? []).map((b) => b.label),
  ];
  const home = (who: Who) => talk.bot.home(senderOf(who));

  test('are on whoami, help and home of a teacher', async () => {
    const account = await talk.card('teacher', 'whoami');
    expect(labels(account).slice(0, 3)).toEqual(['Change my details', 'Ask for a reset', 'Ask for access']);
    const help = await talk.card('teacher', 'help');
    expect(labels(help)).toEqual(expect.arrayContaining(['Ask for a reset', 'Ask for access']));
    expect(help.rows?.map((r) => r.title)).toContain('reset [reason]');
    expect(labels(help)).not.toContain('Approve');
    const cards = await home('teacher');
    expect(cards.map((c) => c.title)).not.toContain('Requests');
    expect(labels(cards[1])).toEqual(expect.arrayContaining(['Ask for a reset', 'Ask for access']));
    for (const card of [account, help]) {
      const { action } = buttonOf(card, 'Ask for a reset');
      expect(formOf(await talk.press('teacher', action)).title).toBe('Ask for a password reset');
      expect(formOf(await talk.press('teacher', buttonOf(card, 'Ask for access').action)).title).toBe(
        'Ask for access to a site',
      );
    }
  });

  test('are not on a coordinator’s account, who does both; an admin asks for a reset', async () => {
    expect(labels(await talk.card('coordinator', 'whoami'))).toEqual(['Change my details']);
    expect(labels(await talk.card('admin', 'whoami'))).toContain('Ask for a reset');
  });

  test('home shows what waits to those who may decide', async () => {
    await askReset('teacher', 'new phone');
    const [waits] = await home('coordinator');
    expect(waits?.state).toMatch(/^1 request waits · \d+ people have not come$/);
    expect(waits?.rows?.[0]).toMatchObject({ pair: true });
    expect(wordsOf(waits as Card)).toContain('Ben Okafor: password reset');
    const approved = await talk.follow('coordinator', waits as Card, 'Approve');
    expect(approved.title).toBe('Approved');
    expect((await home('coordinator'))[0]).toMatchObject({ rows: [], state: expect.not.stringContaining('request') });
  });

  test('help explains what a verb means to the one who asks', async () => {
    expect((await talk.card('teacher', 'help reset')).title).toBe('reset [reason]');
    expect((await talk.card('coordinator', 'help reset')).title).toBe('reset <people>');
  });
});

describe('a press on the card', () => {
  test('approves a reset: the link goes out, and the one who pressed reads it alone', async () => {
    await askReset('teacher');
    const before = (await mailsTo('ben.okafor')).length;
    const replies = await press('admin', 'ben.okafor', 'approve');
    expect(replies).toMatchObject([{ to: 'asker', card: { title: 'Approved', state: 'Ben Okafor: password reset' } }]);
    expect(replies[0]).toMatchObject({ replace: false });
    expect(wordsOf(cardOf(replies))).toContain('A link goes to b…r@riverside.example, good for 1 hour. Ben is told.');
    expect(await mailsTo('ben.okafor')).toHaveLength(before + 1);
  });

  test('denies with a reason, which a form asks for and the card shows', async () => {
    await askReset('teacher', 'lost it');
    const id = await waiting('ben.okafor');
    const form = formOf(await pressOn('coordinator', id, 'deny'));
    expect(form.fields.map((f) => f.name)).toEqual(['reason']);
    expect(form.intro).toContain('Ben Okafor (Teacher, ');
    expect(form.intro).toContain('lost it');
    const wrong = formOf(await talk.fill('coordinator', form, { reason: '' }));
    expect(wrong.errors).toEqual({ reason: 'Say it in a few words.' });
    const done = cardOf(await talk.fill('coordinator', wrong, { reason: 'Come to room 12' }));
    expect(done).toMatchObject({ title: 'Denied', text: ['Ben is told, with your reason.'] });
    const [after] = await database.db.select().from(requests).where(eq(requests.id, id));
    expect(after).toMatchObject({ status: 'denied', decisionReason: 'Come to room 12' });
  });

  test('gives access, with site admin where the presser may', async () => {
    await askAccess('teacher', 'test-maker');
    const [request] = await pendingOf('ben.okafor');
    const refused = cardOf(await press('site-admin', 'ben.okafor', 'approve', { siteAdmin: true }));
    expect(wordsOf(refused)).toContain('Your rights do not cover this');
    const done = cardOf(await press('coordinator', 'ben.okafor', 'approve', { siteAdmin: true }));
    expect(wordsOf(done)).toContain('Ben Okafor has access to Test Maker now, as a site admin.');
    const [access] = await database.db
      .select()
      .from(siteAccess)
      .where(and(eq(siteAccess.userId, request?.askerId ?? ''), eq(siteAccess.site, 'test-maker')));
    expect(access?.siteAdmin).toBe(true);
    await database.db
      .delete(siteAccess)
      .where(and(eq(siteAccess.userId, request?.askerId ?? ''), eq(siteAccess.site, 'test-maker')));
  });

  test('is for those who have the right: a site admin for the site, an admin for teachers', async () => {
    await askAccess('teacher-2', 'primary');
    await askReset('teacher');
    await askReset('admin');
    const no = 'Your rights do not cover this';
    for (const verb of ['approve', 'deny'] as const) {
      expect(await pressWords('teacher-2', 'ben.okafor', verb)).toContain(no);
      expect(await pressWords('teacher', 'ben.okafor', verb)).toContain('This is your own request');
    }
    // Of Test Maker alone she is site admin.
    expect(await pressWords('site-admin', 'jose.alvarez', 'approve')).toContain(no);
    expect(await pressWords('site-admin', 'ben.okafor', 'approve')).toContain(no);
    expect(await pressWords('site-admin', 'ben.okafor', 'deny')).toContain(no);
    expect(await pressWords('stranger', 'ben.okafor', 'approve')).toContain('I know no account');
    expect(await pressWords('admin', 'joseph.mwangi', 'approve')).toContain('This is your own request');
    expect(await pressWords('admin', 'joseph.mwangi', 'deny')).toContain('This is your own request');
    expect(cardOf(await press('admin', 'jose.alvarez', 'approve')).title).toBe('Approved');
    expect(cardOf(await press('coordinator', 'joseph.mwangi', 'approve')).title).toBe('Approved');
    expect(await pendingOf('ben.okafor')).toHaveLength(1);
  });

  test('after another reads who was first, and when; no form opens for nothing', async () => {
    await askReset('teacher');
    const id = await waiting('ben.okafor');
    const all = await Promise.all([
      pressOn('coordinator', id, 'approve'),
      pressOn('admin', id, 'approve'),
      pressOn('coordinator', id, 'approve'),
      pressOn('admin', id, 'approve'),
    ]);
    const words = all.map((replies) => wordsOf(cardOf(replies)));
    expect(words.filter((w) => w.startsWith('Approved'))).toHaveLength(1);
    const late = words.filter((w) => !w.startsWith('Approved'));
    for (const w of late)
      expect(w).toMatch(/(Amina Rahman|Joseph Mwangi|You) approved this request already, today \d\d:\d\d\./);
    expect(wordsOf(cardOf(await pressOn('admin', id, 'deny')))).toContain('approved this request already');
  });

  test('of fifty at once, by several people, both ways, is one decision, and each reads what is true', async () => {
    await askReset('teacher');
    const id = await waiting('ben.okafor');
    const before = (await mailsTo('ben.okafor')).length;
    const who = ['coordinator', 'admin', 'site-admin', 'teacher'] as const;
    const form = formOf(await pressOn('coordinator', id, 'deny'));
    const all = await Promise.all(
      Array.from({ length: 50 }, async (_, n) => {
        const person = who[n % 4] ?? 'coordinator';
        const action = { ...form.action, step: 'submit' as const, idempotencyKey: randomUUID() };
        const replies = await (n % 8 < 4
          ? pressOn(person, id, 'approve')
          : talk.send(person, { type: 'submit', action, values: { reason: 'no' } }));
        return { person, words: wordsOf(cardOf(replies)) };
      }),
    );
    const [after] = await database.db.select().from(requests).where(eq(requests.id, id));
    const done = after?.status === 'approved' ? 'Approved' : 'Denied';
    const by = after?.decidedBy === (await person('amina.rahman')).id ? 'coordinator' : 'admin';
    const name = { coordinator: 'Amina Rahman', admin: 'Joseph Mwangi' }[by];
    expect(all.filter(({ words }) => words.startsWith(done)).map((a) => a.person)).toEqual([by]);
    for (const { person: one, words } of all.filter(({ words }) => !words.startsWith(done))) {
      const late = `${one === by ? 'You' : name} ${done.toLowerCase()} this request already, today `;
      const true_ = { teacher: 'This is your own request', 'site-admin': 'Your rights do not cover this' } as const;
      expect(words).toContain(one === 'teacher' || one === 'site-admin' ? true_[one] : late);
    }
    expect(await mailsTo('ben.okafor')).toHaveLength(before + (done === 'Approved' ? 1 : 0));
    const events = await database.db
      .select()
      .from(auditEvents)
      .where(and(eq(auditEvents.action, 'reset.decide'), eq(auditEvents.outcome, 'done')));
    expect(events.filter((e) => (e.details as { request?: string }).request === id)).toHaveLength(1);
  });

  test('that was decided while the form was open loses nothing and decides nothing', async () => {
    await askReset('teacher');
    const form = formOf(await press('admin', 'ben.okafor', 'deny'));
    await press('coordinator', 'ben.okafor', 'approve');
    const late = cardOf(await talk.fill('admin', form, { reason: 'too late' }));
    expect(wordsOf(late)).toContain('Amina Rahman approved this request already');
  });

  test('is worked out afresh: someone suspended meanwhile gets no link', async () => {
    await askReset('teacher-2');
    await database.db
      .update(users)
      .set({ status: 'suspended', suspendedFrom: 'active', suspendedAt: new Date() })
      .where(eq(users.email, 'jose.alvarez@riverside.example'));
    const [request] = await pendingOf('jose.alvarez');
    if (request) {
      const refused = cardOf(await pressOn('coordinator', request.id, 'approve'));
      expect(wordsOf(refused)).toContain('José Álvarez was suspended since');
      expect(refused.buttons?.map((b) => b.label)).toEqual(['Reactivate', 'Show profile']);
      const list = await talk.card('coordinator', 'requests');
      expect(list.rows?.find((r) => r.title.startsWith('José'))?.detail).toContain('suspended since');
    }
    await database.db
      .update(users)
      .set({ status: 'active', suspendedFrom: null, suspendedAt: null })
      .where(eq(users.email, 'jose.alvarez@riverside.example'));
    expect(request).toBeDefined();
  });

  test('of something that is no request decides nothing', async () => {
    for (const request of [randomUUID(), 'x', '']) {
      for (const verb of ['approve', 'deny'] as const) {
        const replies = await pressOn('coordinator', request, verb);
        expect(replies).toHaveLength(1);
      }
    }
  });
});

describe('a copy that nobody knows of', () => {
  const place = { kind: 'channel', id: 'approvals' } as const;
  const copies = async (id: string) =>
    database.db.select().from(requestMessages).where(eq(requestMessages.requestId, id));
  const from = async (action: Action, message?: string, who: Who = 'coordinator') =>
    talk.bot.handle({ id: randomUUID(), sender: senderOf(who), place, event: { type: 'press', action }, message });

  test('is known from the first press on it, whoever presses; a list is not a copy', async () => {
    await askReset('teacher');
    const id = await waiting('ben.okafor');
    const input = { request: id };
    await from({ verb: 'approve', step: 'run', input: { ...input, copy: true } }, 'lost', 'teacher');
    expect((await copies(id)).filter((c) => c.ref === 'lost')).toMatchObject([{ channel: 'approvals' }]);
    await from({ verb: 'deny', step: 'form', input: { ...input, copy: true } }, 'lost');
    await from({ verb: 'deny', step: 'form', input }, 'a list');
    await from({ verb: 'deny', step: 'form', input: { ...input, copy: true } });
    await from({ verb: 'deny', step: 'form', input: { request: randomUUID(), copy: true } }, 'other');
    expect((await copies(id)).map((c) => c.ref).filter((ref) => ref !== null)).toEqual(['lost']);
  });
});

describe('the list', () => {
  const names = ['kavya.nair', 'grace.otieno', 'conor.obrien'];
  async function add(name: string, asks: { kind: 'reset' } | { kind: 'access'; site: Site }, createdAt: Date) {
    const { id: askerId, centreId } = await person(name);
    const [remindAt, expiresAt] = [1, 2].map((hours) => new Date(Date.now() + hours * 3_600_000)) as [Date, Date];
    const request = { ...asks, centreId, askerId, createdAt, remindAt, expiresAt, correlationId: randomUUID() };
    await database.db.insert(requests).values(request);
  }
  async function threeResets() {
    for (const name of names) await add(name, { kind: 'reset' }, new Date(Date.now() - 3_600_000));
  }

  test('shows what waits, oldest first, and is decided in place', async () => {
    await askReset('teacher', 'new phone');
    await threeResets();
    const list = await talk.card('coordinator', 'requests');
    expect(list).toMatchObject({ title: 'Requests', state: '4 requests wait' });
    expect(list.rows?.at(-1)).toMatchObject({
      title: 'Ben Okafor: password reset',
      detail: '“new phone” · a link goes to b…r@riverside.example',
    });
    expect(list.rows?.[0]).toMatchObject({
      state: 'asked an hour ago',
      detail: 'No reason given · a link goes to k…r@riverside.example',
    });
    const row = list.rows?.at(-1);
    const [reply] = await talk.press('coordinator', (row?.buttons ?? [])[0]?.action as Action);
    expect(reply).toMatchObject({
      replace: true,
      card: { title: 'Requests', state: '3 requests wait', text: ['Approved: Ben Okafor: password reset'] },
    });
  });

  test('approves several that are alike with one press', async () => {
    await threeResets();
    await askAccess('teacher', 'lower-secondary');
    const list = await talk.card('coordinator', 'requests');
    const { action } = buttonOf(list, 'Approve all 3 resets');
    const before = (await mailsTo('kavya.nair')).length;
    const replies = await talk.press('coordinator', action);
    expect(replies).toMatchObject([{ replace: true, card: { tone: 'good', state: '1 request waits' } }]);
    expect(wordsOf(cardOf(replies))).toContain('3 requests approved');
    expect(await mailsTo('kavya.nair')).toHaveLength(before + 1);
    const again = cardOf(await talk.press('coordinator', action));
    expect(wordsOf(again)).toContain('3 requests were not approved: You approved this request already');
  });

  test('has pages, in place', async () => {
    await threeResets();
    for (const site of sites) await add('ben.okafor', { kind: 'access', site }, new Date());
    await askReset('teacher-2');
    const first = await talk.card('coordinator', 'requests');
    expect([first.state, first.rows?.length]).toEqual(['11 requests wait', 10]);
    const second = await talk.press('coordinator', buttonOf(first, 'Next page').action);
    expect(second).toMatchObject([{ replace: true, card: { rows: [{ title: 'José Álvarez: password reset' }] } }]);
    for (const label of ['Previous page', 'First page']) {
      const [back] = await talk.press('coordinator', buttonOf(cardOf(second), label).action);
      expect(back).toMatchObject({ replace: true, card: { rows: first.rows } });
    }
    for (const button of [...(first.buttons ?? []), ...(first.rows ?? []).flatMap((r) => r.buttons ?? [])])
      expect(button.label.length).toBeLessThanOrEqual(31);
  });

  test('is what one may decide, and nobody’s who may not', async () => {
    await askAccess('teacher', 'lower-secondary');
    await askReset('admin');
    expect(await talk.words('admin', 'requests')).not.toContain('Joseph');
    expect((await talk.card('site-admin', 'requests')).text).toEqual(['Nothing waits for you to decide.']);
    expect(await talk.words('teacher', 'requests')).toMatch(/^My requests\nAccess to Cambridge Lower/);
    const row = (await talk.card('admin', 'requests')).rows?.[0];
    expect(row?.buttons?.map((b) => b.label)).toEqual(['Approve', 'Deny']);
    expect(row?.pair).toBe(true);
    const all = (await talk.card('coordinator', 'requests')).rows?.find((r) => r.title.includes('Ben'));
    expect(all?.buttons?.map((b) => b.label)).toEqual(['Approve', 'Deny', 'Approve with site admin']);
  });
});

describe('one’s own', () => {
  test('are seen with what became of them, and withdrawn while they wait; every card says so', async () => {
    await askAccess('teacher', 'lower-secondary');
    const waits = await talk.card('teacher', 'whoami');
    expect(wordsOf(waits)).toContain('Access to Cambridge Lower Secondary support site\nwaits since today');
    const own = await talk.card('teacher', 'my requests');
    const [request] = await pendingOf('ben.okafor');
    if (!request) throw new Error('nothing waits');
    const { action } = buttonOf(own, 'Withdraw');
    expect(wordsOf(cardOf(await talk.press('teacher-2', action)))).toContain('There is no such request');
    expect(wordsOf(cardOf(await talk.press('coordinator', action)))).toContain('There is no such request');
    const after = cardOf(await talk.press('teacher', action));
    expect(after).toMatchObject({ tone: 'good', title: 'My requests' });
    expect(after.rows?.[0]?.state).toMatch(/^Withdrawn, today/);
    expect(wordsOf(cardOf(await talk.press('teacher', action)))).toContain('You withdrew this request, today');
    expect(wordsOf(cardOf(await pressOn('coordinator', request.id, 'approve')))).toContain('Ben Okafor withdrew this');
    const looked = await talk.press('coordinator', { verb: 'requests', step: 'run', input: { request: request.id } });
    expect(cardOf(looked)).toMatchObject({ state: 'Withdrawn' });
    expect(cardOf(looked).buttons ?? []).toEqual([]);
    expect(
      await database.db.select().from(auditEvents).where(eq(auditEvents.action, 'request.withdrawn')),
    ).toHaveLength(1);
    // They may ask again at once.
    await askAccess('teacher', 'lower-secondary');
    expect(await pendingOf('ben.okafor')).toHaveLength(1);
  });

  test('of a decision and a withdrawal at once, one holds', async () => {
    await askReset('teacher');
    const id = await waiting('ben.okafor');
    const withdraw = { verb: 'my-requests', step: 'run', input: { withdraw: id } } as const;
    const [decided, withdrawn] = await Promise.all([pressOn('admin', id, 'approve'), talk.press('teacher', withdraw)]);
    const held = [wordsOf(cardOf(decided)).startsWith('Approved'), cardOf(withdrawn).tone === 'good'];
    expect(held.filter(Boolean)).toHaveLength(1);
  });

  test('on the profile each stands with both answers, for who may decide it', async () => {
    await askReset('teacher', 'new phone');
    const rows = (await talk.card('coordinator', 'show ben.okafor@riverside.example')).rows ?? [];
    expect(rows.map((r) => [r.title, r.pair, r.buttons?.map((b) => b.label)])).toEqual([
      ['Ben Okafor: password reset', true, ['Approve', 'Deny']],
    ]);
    expect((await talk.card('teacher', 'show')).rows).toEqual([]);
  });

  test('of someone suspended meanwhile every card says so, and Approve is refused with why', async () => {
    await askReset('teacher');
    const id = await waiting('ben.okafor');
    await talk.follow('coordinator', await talk.card('coordinator', 'suspend ben.okafor@riverside.example'), 'Suspend');
    const looked = await talk.press('coordinator', { verb: 'requests', step: 'run', input: { request: id } });
    for (const card of [cardOf(looked), await talk.card('coordinator', 'requests')])
      expect(wordsOf(card)).toContain('suspended since');
    const refused = cardOf(await pressOn('coordinator', id, 'approve'));
    expect(wordsOf(refused)).toContain(
      'Ben Okafor was suspended since. Reactivate the account first, or deny the request.',
    );
    const again = await talk.card('coordinator', 'reactivate ben.okafor@riverside.example');
    await talk.follow('coordinator', again, 'Reactivate');
    expect(wordsOf(await talk.card('coordinator', 'requests'))).not.toContain('suspended since');
  });
});

describe('typed', () => {
  test('approve and deny name a person, and ask Yes', async () => {
    await askReset('teacher', 'new phone');
    const question = await talk.card('coordinator', 'approve ben.okafor@riverside.example');
    expect(question.title).toBe('Approve this? Password reset');
    expect(wordsOf(question)).toContain('Approving sends a link to b…r@riverside.example, good for 1 hour.');
    expect((await talk.follow('coordinator', question, 'Approve')).title).toBe('Approved');
    await askReset('teacher');
    const deny = await talk.card('coordinator', 'deny ben.okafor@riverside.example come to room 12');
    expect(wordsOf(deny)).toContain('The reason given is “come to room 12”');
    const done = await talk.follow('coordinator', deny, 'Deny');
    expect(done.title).toBe('Denied');
  });

  test('without a person, or with one who waits with several, they show the list', async () => {
    await askReset('teacher');
    await askAccess('teacher', 'lower-secondary');
    expect((await talk.card('coordinator', 'approve')).state).toBe('2 requests wait');
    const list = await talk.card('coordinator', 'approve ben.okafor@riverside.example');
    expect([list.title, list.rows?.length]).toEqual(['Requests of Ben Okafor', 2]);
    // What was typed is in the form of whichever they choose, also where a button has no room for it.
    for (const reason of ['you have "access"\nalready', 'ご'.repeat(300)]) {
      const theirs = await talk.card('coordinator', `deny ben.okafor@riverside.example ${reason}`);
      expect(JSON.stringify(theirs).length).toBeLessThan(4_000);
      const form = formOf(await talk.press('coordinator', buttonOf(theirs, 'Deny').action));
      expect(form.values).toEqual({ reason });
    }
    const none = await talk.card('coordinator', 'approve kavya.nair@riverside.example');
    expect(none.text).toEqual(['Nothing from Kavya Nair waits for you to decide.']);
    const form = await talk.form('coordinator', 'deny');
    expect(form.fields.map((f) => f.name)).toEqual(['person', 'reason']);
  });
});

describe('the card', () => {
  const view = {
    id: randomUUID(),
    kind: 'reset' as const,
    site: null,
    reason: 'new phone, lost my password',
    status: 'pending' as const,
    asker: {
      id: randomUUID(),
      firstName: 'Ben',
      lastName: 'Okafor',
      role: 'teacher' as const,
      status: 'active' as const,
      programmes: ['primary' as const],
      email: 'ben.okafor@riverside.example',
    },
    createdAt: new Date('2026-09-03T08:35:00Z'),
    expiresAt: new Date('2026-09-07T08:35:00Z'),
    decidedAt: null,
    decidedBy: null,
    decisionReason: null,
    siteAdmin: false,
    reminded: false,
  };
  const at = new Date('2026-09-03T08:45:00Z');
  const amina = { id: randomUUID(), name: 'Amina Rahman' };

  test('says who asks, for what, why, since when, and what approving would do', () => {
    const card = requestCard(view, 'Asia/Kolkata');
    expect(wordsOf(card).split('\n')).toEqual([
      'Password reset',
      'since 3 Sep 2026, 14:05',
      'Ben Okafor (Teacher, Cambridge Primary) asks for a reset: “new phone, lost my password”',
      'Approving sends a link to b…r@riverside.example, good for 1 hour.',
      'If nobody decides, it expires 7 Sep 2026, 14:05.',
    ]);
    expect(card.buttons?.map((b) => b.label)).toEqual(['Approve', 'Deny']);
    expect(requestCard({ ...view, reminded: true }, 'UTC').title).toBe('Still waiting: password reset');
  });

  test('and those like it, in one button: the site by its name', () => {
    const label = requestList.all(2, { ...view, kind: 'access', site: 'lower-secondary' });
    expect(label).toBe('Approve all 2: Cambridge Lower Secondary');
  });

  test('of access has three buttons', () => {
    const card = requestCard({ ...view, kind: 'access', site: 'test-maker', reason: null }, 'UTC');
    expect(wordsOf(card)).toContain('Ben Okafor (Teacher, Cambridge Primary) asks for access to Test Maker.');
    expect(wordsOf(card)).toContain('Approving gives Ben access to Test Maker at once.');
    expect(card.buttons?.map((b) => b.label)).toEqual(['Approve', 'Deny', 'Approve with site admin']);
  });

  test('after a decision says who and when, and has no buttons', () => {
    const approved = { ...view, status: 'approved', decidedBy: amina, decidedAt: at } as const;
    const cards = [
      requestCard(approved, 'Asia/Kolkata'),
      requestCard({ ...approved, kind: 'access', site: 'forums', siteAdmin: true }, 'UTC'),
      requestCard({ ...view, status: 'denied', decidedBy: amina, decidedAt: at, decisionReason: 'room 12' }, 'UTC'),
      requestCard({ ...view, status: 'expired', decidedAt: at }, 'UTC'),
      requestCard(
        { ...view, status: 'denied', asker: null, reason: null, decidedBy: { id: 'x', name: null }, decidedAt: at },
        'UTC',
      ),
    ];
    expect(cards.map((c) => c.text?.at(-1))).toEqual([
      'Approved by Amina Rahman, 3 Sep 2026, 14:15. The link was sent.',
      'Approved by Amina Rahman, 3 Sep 2026, 08:45. Access was given, with site admin.',
      'Denied by Amina Rahman, 3 Sep 2026, 08:45: “room 12”',
      'Expired 3 Sep 2026, 08:45. Nobody decided in time.',
      'Denied, 3 Sep 2026, 08:45.',
    ]);
    expect(cards.flatMap((c) => [...(c.buttons ?? []), ...(c.more ?? [])])).toEqual([]);
    expect(cards[4]?.text?.[0]).toBe('A deleted account asks for a reset.');
  });
});
