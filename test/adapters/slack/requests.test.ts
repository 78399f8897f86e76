import { eq } from 'drizzle-orm';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mails, users, workspaces } from '../../../db/schema/index.ts';
import type { Card } from '../../../src/ui/card.ts';
import { Refused } from '../../../src/ui/chat.ts';
import { closeRequests } from '../../kit/close-requests.ts';
import { useDatabase } from '../../kit/database.ts';
import { until } from '../../kit/until.ts';
import { useRequestQueue } from '../kit/request-queue.ts';
import { bind } from '../kit/sample-school.ts';
import type { FakeClient, MessageView } from './fake/index.ts';
import { useSlack, type Who, wordsIn } from './school.ts';

/** A school with two workspaces, and an approvals channel in each. */
const tokens = new Map<string, string>();
const database = useDatabase();
const school = useSlack(database, { tokens });
useRequestQueue(() => ({ url: database.queueUrl, app: school.app, chat: school.adapter.chat }));
/** Amina in the second workspace, and its approvals channel. */
let aminaThere: FakeClient;
let there: string;

beforeAll(async () => {
  const team = school.slack.addTeam({ name: 'Riverside Primary' });
  tokens.set(team.id, team.bot.token);
  await bind(database, 'slack', team.id);
  const amina = school.slack.addPerson({
    name: 'Amina Rahman',
    email: 'amina.rahman@riverside.example',
    teamId: team.id,
  });
  aminaThere = school.slack.as(amina.id);
  there = school.slack.addChannel({ name: 'approvals', teamId: team.id, members: [amina.id] }).id;
  await useChannel(school.slack.team.id, school.channel.approvals);
  await useChannel(team.id, there);
});
afterEach(async () => {
  await closeRequests(database.db);
  aminaThere.closeModal({ all: true });
});

async function useChannel(team: string, approvalsChannel: string): Promise<void> {
  await database.db.update(workspaces).set({ approvalsChannel }).where(eq(workspaces.externalId, team));
}

const here = () => school.channel.approvals;
const staff = () => school.channel.staff;

/** The cards that all see, the newest last. */
const cards = (who: FakeClient, channel: string) => who.sees(channel).filter((m) => !m.ephemeral);

/** Someone asks for a reset, and both channels show it. */
async function ask(who: Who, reason: string): Promise<[MessageView, MessageView]> {
  const asker = school.as(who);
  await asker.command('/staff reset', staff());
  await until(() => asker.modal()?.submit);
  asker.fill({ reason });
  const answer = await school.next(who, () => asker.submit(), staff());
  expect(answer.ephemeral).toBe(true);
  expect(wordsIn(answer)).toContain('Your request is sent');
  return bothShow(reason);
}

const last = (who: FakeClient, channel: string) => cards(who, channel).at(-1);

/** The newest card of each channel that says all this, once both have one. */
async function bothShow(...words: string[]): Promise<[MessageView, MessageView]> {
  const shown = (who: FakeClient, channel: string) =>
    cards(who, channel).findLast((m) => words.every((w) => wordsIn(m).includes(w)));
  return [await until(() => shown(school.as('coordinator'), here())), await until(() => shown(aminaThere, there))];
}

const buttonsOf = (m: MessageView | undefined) => JSON.stringify(m?.blocks).includes('"button"');

describe('a request', () => {
  test('is a card in both workspaces; who may not decide reads so alone; a decision changes every copy', async () => {
    const [card] = await ask('teacher', 'new phone, lost my password');
    expect(wordsIn(card)).toContain('Ben Okafor (Teacher, ');
    expect(wordsIn(card)).toContain('Approving sends a link to b…r@riverside.example, good for 1 hour.');

    const refused = await school.next('teacher-2', () => school.as('teacher-2').press(card, 'Approve'), here());
    expect(refused.ephemeral).toBe(true);
    expect(wordsIn(refused)).toContain('Your rights do not cover this');
    const own = await school.next('teacher', () => school.as('teacher').press(card, 'Deny'), here());
    expect([own.ephemeral, wordsIn(own)]).toEqual([
      true,
      expect.stringContaining('This is your own request. Someone else has to decide it.'),
    ]);
    expect(buttonsOf(last(school.as('teacher'), here()))).toBe(true);

    const told = school.slack.direct(school.id.teacher);
    const before = school.as('teacher').sees(told).length;
    const done = await school.next('coordinator', () => school.as('coordinator').press(card, 'Approve'), here());
    expect(done.ephemeral).toBe(true);
    expect(wordsIn(done)).toContain('A link goes to b…r@riverside.example');
    for (const copy of await bothShow('new phone', 'Approved by Amina Rahman')) {
      expect(buttonsOf(copy)).toBe(false);
      expect(wordsIn(copy)).toContain('The link was sent.');
    }
    const message = await until(() => school.as('teacher').sees(told).slice(before).at(-1));
    expect(wordsIn(message)).toContain('Amina Rahman approved your request.');
    expect(cards(school.as('coordinator'), here())).toHaveLength(1);
  });

  test('is denied from the other workspace, by a form for the reason', async () => {
    const [, card] = await ask('teacher', 'forgot it again');
    await aminaThere.press(card, 'Deny');
    await until(() => aminaThere.modal()?.submit === 'Deny');
    expect(wordsIn(aminaThere.modal())).toContain('forgot it again');
    await aminaThere.submit();
    expect(aminaThere.modalErrors().reason).toContain('required');
    aminaThere.fill({ reason: 'Come to room 12' });
    await aminaThere.submit();
    for (const copy of await bothShow('forgot it again', 'Denied by Amina Rahman')) {
      expect(wordsIn(copy)).toContain('Come to room 12');
      expect(buttonsOf(copy)).toBe(false);
    }
    const told = school.slack.direct(school.id.teacher);
    await until(() => wordsIn(school.as('teacher').sees(told).at(-1)).includes('“Come to room 12”'));
  });

  test('is decided once, by two who press in both at the same moment', async () => {
    const [mine, theirs] = await ask('teacher', 'twice at once');
    const amina = school.as('coordinator');
    await Promise.all([school.as('admin').press(mine, 'Approve'), aminaThere.press(theirs, 'Approve')]);
    await bothShow('twice at once', 'Approved by ');
    await school.adapter.settled(10_000);
    const words = [...school.as('admin').sees(here()), ...aminaThere.sees(there)]
      .filter((m) => m.ephemeral)
      .map(wordsIn)
      .slice(-20);
    expect(words.filter((w) => w.includes('approved this request already'))).toHaveLength(1);
    expect(cards(amina, here()).filter((m) => wordsIn(m).includes('twice at once'))).toHaveLength(1);
  });

  test('is answered by mail, where its asker has no chat any more', async () => {
    const [card] = await ask('teacher-2', 'leaving Slack');
    const amina = school.as('coordinator');
    school.slack.fail('conversations.open', { error: 'user_disabled', times: 1 });
    await amina.press(card, 'Deny');
    await until(() => amina.modal()?.submit === 'Deny');
    amina.fill({ reason: 'see you in room 12' });
    await amina.submit();
    const [jose] = await database.db.select().from(users).where(eq(users.email, 'jose.alvarez@riverside.example'));
    let kinds: string[] = [];
    await until(() => {
      void database.db
        .select()
        .from(mails)
        .where(eq(mails.userId, jose?.id ?? ''))
        .then((found) => {
          kinds = found.map((m) => m.kind);
        });
      return kinds.includes('request-denied');
    });
  });
});

describe('access', () => {
  test('is asked for in one line, and given with site admin by who may', async () => {
    const ben = school.as('teacher');
    const answer = await school.next(
      'teacher',
      () => ben.command('/staff access test maker for the mocks', staff()),
      staff(),
    );
    expect(wordsIn(answer)).toContain('Your request is sent');
    const [card] = await bothShow('asks for access to Test Maker: “for the mocks”');
    const no = await school.next('admin', () => school.as('admin').press(card, 'Approve with site admin'), here());
    expect(wordsIn(no)).toContain('Your rights do not cover this');
    const mei = school.as('site-admin');
    const done = await school.next('site-admin', () => mei.press(card, 'Approve'), here());
    expect(wordsIn(done)).toContain('Ben Okafor has access to Test Maker now.');
    await bothShow('for the mocks', 'Approved by Mei-Ling Chen');
  });
});

describe('the home page', () => {
  test('the home page shows what waits, and no longer once it is decided there', async () => {
    await ask('teacher', 'from the home page');
    const amina = school.as('coordinator');
    await amina.openHome();
    const home = await until(() => wordsIn(amina.home()).includes('from the home page') && amina.home());
    await amina.press(home, 'Approve');
    await until(() => wordsIn(amina.modal()).includes('A link goes to'));
    await until(() => !wordsIn(amina.home()).includes('from the home page'));
  });

  test('a teacher asks from the home page', async () => {
    const ben = school.as('teacher');
    await ben.openHome();
    const home = await until(() => wordsIn(ben.home()).includes('Ask for a reset') && ben.home());
    expect(wordsIn(home)).not.toContain('Nothing waits');
    await ben.press(home, 'Ask for a reset');
    await until(() => ben.modal()?.submit === 'Ask');
    ben.fill({ reason: 'asked at home' });
    await ben.submit();
    const [card] = await bothShow('asked at home');
    await school.as('coordinator').press(card, 'Approve');
    await bothShow('asked at home', 'Approved by');
  });
});

describe('settings in a dialog', () => {
  async function settings() {
    const amina = school.as('coordinator');
    const card = await school.next('coordinator', () => amina.command('/staff settings', staff()), staff());
    await amina.press(card, 'Change settings');
    await until(() => amina.modal()?.submit === 'Save');
    return amina;
  }

  test('approval of resets is switched off and on', async () => {
    const amina = await settings();
    amina.fill({ approveResets: [] });
    const off = await school.next('coordinator', () => amina.submit(), staff());
    expect(wordsIn(off)).toContain('Sent at once, without approval');
    const ben = school.as('teacher');
    await ben.command('/staff reset', staff());
    await until(() => ben.modal()?.submit === 'Ask');
    const sent = await school.next('teacher', () => ben.submit(), staff());
    expect(wordsIn(sent)).toContain('A reset link is on its way');
    const again = school.as('coordinator');
    const on = await school.next(
      'coordinator',
      () => again.command('/staff settings approveResets:yes', staff()),
      staff(),
    );
    expect(wordsIn(on)).toContain('Wait for approval');
  });

  test('of an approvals channel that is archived say so, and whoever gets a card instead of it reads why', async () => {
    const { slack } = school;
    const old = slack.addChannel({ name: 'old', members: [school.id.coordinator], archived: true });
    await useChannel(slack.team.id, old.id);
    const amina = school.as('coordinator');
    const shown = await school.next('coordinator', () => amina.command('/staff settings', staff()), staff());
    expect(wordsIn(shown)).toContain('#old is archived. Choose another channel, or bring it back first.');
    const ben = school.as('teacher');
    await ben.command('/staff reset', staff());
    await until(() => ben.modal()?.submit === 'Ask');
    await school.next('teacher', () => ben.submit(), staff());
    const own = await until(() => cards(amina, slack.direct(school.id.coordinator)).at(-1));
    expect(wordsIn(own)).toContain('#old is archived, so this came to you.');
    expect(wordsIn(own)).toContain('“/staff settings”');
    await useChannel(slack.team.id, here());
  });

  test('a deputy gets the card in their own chat, and a press there changes every copy', async () => {
    const amina = await settings();
    await amina.suggest('standIn', 'joseph');
    amina.fill({ standIn: 'Joseph Mwangi', until: '2099-09-14' });
    const named = await school.next('coordinator', () => amina.submit(), staff());
    expect(wordsIn(named)).toContain('Joseph Mwangi, until 14 Sep 2099');
    const joseph = school.as('admin');
    const own = school.slack.direct(school.id.admin);
    await ask('teacher', 'while she is away');
    const card = await until(() => joseph.sees(own).findLast((m) => wordsIn(m).includes('while she is away')));
    const done = await school.next('admin', () => joseph.press(card, 'Approve'));
    expect(wordsIn(done)).toContain('A link goes to b…r@riverside.example');
    await bothShow('while she is away', 'Approved by Joseph Mwangi');
    const after = await until(() =>
      joseph.sees(own).find((m) => m.ts === card.ts && wordsIn(m).includes('Approved by Joseph Mwangi')),
    );
    expect(buttonsOf(after)).toBe(false);
    const end = await school.next('coordinator', () => amina.press(named, 'End the stand-in'), staff());
    expect(wordsIn(end)).toContain('Nobody');
  });
});

test('a message is found by its mark, in a channel and in someone’s own chat; not where the workspace keeps that from us', async () => {
  const { slack, adapter, channel, id } = school;
  const { chat } = adapter;
  const since = new Date(Date.now() - 60_000);
  const workspace = slack.team.id;
  for (const to of [
    { workspace, channel: channel.approvals },
    { workspace, person: id.teacher },
  ]) {
    const card = { title: 'Password reset' };
    const find = (mark: string) => chat.find?.(to, card, { mark }, since);
    const ref = await chat.post(to, card, { mark: 'a mark' });
    for (let i = 0; i < 16; i += 1) await chat.post(to, { title: 'Something else' }, { mark: 'another mark' });
    expect(await find('a mark')).toEqual({ ref });
    expect(await find('no mark')).toBe('absent');
    slack.fail('conversations.history', { error: 'missing_scope', times: 1 });
    expect(await find('a mark')).toBe('unknown');
    slack.fail('conversations.history', { error: 'invalid_cursor', times: 1 });
    await expect(find('a mark')).rejects.toThrow();
  }
});

test('of a message in parts only those are sent that are not there; a failure of the second keeps its own kind', async () => {
  const { slack, adapter, id } = school;
  const { chat } = adapter;
  const to = { workspace: slack.team.id, person: id.teacher };
  const card: Card = { title: 'An export', files: [{ name: 'people.csv', type: 'text/csv', content: 'a,b' }] };
  const files = () => school.as('teacher').files(slack.direct(id.teacher)).length;
  const before = files();
  const progress = {
    mark: 'parts',
    there: 0,
    onPart: async (there: number) => void Object.assign(progress, { there }),
  };
  slack.fail('chat.postMessage', { error: 'msg_blocks_too_long', times: 1 });
  await expect(chat.post(to, card, progress)).rejects.toBeInstanceOf(Refused);
  expect([files() - before, progress.there]).toEqual([1, 1]);
  const since = new Date(Date.now() - 60_000);
  expect(await chat.find?.(to, card, progress, since)).toBe('absent');
  await chat.post(to, card, progress);
  expect(await chat.find?.(to, card, progress, since)).toMatchObject({ ref: {} });
  // A file has no mark.
  expect(await chat.find?.(to, card, { ...progress, there: 0 }, since)).toBe('unknown');
  expect(files() - before).toBe(1);
  slack.fail('chat.postMessage', { retryAfter: 60, times: 1 });
  await expect(chat.post(to, card, progress)).rejects.toMatchObject({ retryAfterMs: 60_000 });
});
