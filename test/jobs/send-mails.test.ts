import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { smtpMailer } from '../../adapters/mail/send.ts';
import { type Connection, connect } from '../../db/connect.ts';
import { auditEvents, chatMessages, mailServer, mails, users, workspaces } from '../../db/schema/index.ts';
import { sendMails } from '../../src/jobs/tasks/send-mails.ts';
import { mailTrouble, readMailServer, tryMailsNow } from '../../src/service/mail/mail-server.ts';
import type { MailToSend } from '../../src/service/mail/mail-to-send.ts';
import type { Delivery } from '../../src/service/mail/mailer.ts';
import { type MailKind, queueMail } from '../../src/service/mail/queue-mail.ts';
import { inTransaction } from '../../src/service/transaction.ts';
import type { MailPace } from '../../src/words/mail-server.ts';
import { testClock } from '../kit/clock.ts';
import { useDatabase } from '../kit/database.ts';
import { startMailServer } from '../kit/mail-server.ts';
import { addCentre, addUser } from '../kit/people.ts';

const minute = 60_000;
const hour = 60 * minute;
const clock = testClock();
const database = useDatabase();
const app = database.app(clock);
let owner: Connection;
let centreId: string;
let coordinator: string;

beforeAll(async () => {
  owner = connect(database.url, { max: 1 });
  centreId = (await addCentre(app.db)).id;
  coordinator = (await addUser(app.db, centreId, { role: 'coordinator' })).id;
  await addUser(app.db, centreId, { role: 'coordinator', status: 'invited' });
});
afterAll(async () => {
  await owner.close();
});

/** What the server says to each mail in turn; at the end it takes all. */
let answers: ((mail: MailToSend) => Delivery | undefined) | undefined;
/** To whom mails came, in order; and how many times the server was asked. */
let arrived: string[];
let asked: number;
let most: number;
const lines: string[] = [];

beforeEach(async () => {
  answers = undefined;
  arrived = [];
  asked = 0;
  most = 0;
  lines.length = 0;
  await owner.db.execute(sql`delete from graphile_worker._private_jobs`);
  await owner.db.execute(sql`delete from chat_messages`);
  await owner.db.execute(sql`delete from mails`);
  await owner.db.execute(sql`delete from mail_server`);
  await owner.db.execute(sql`insert into mail_server default values`);
});

let inHand = 0;
let slowly = false;
const mailer = {
  async send(mail: MailToSend): Promise<Delivery> {
    asked += 1;
    most = Math.max(most, ++inHand);
    const answer = answers?.(mail);
    // Longer than the next is looked for, where several at once matter.
    if (slowly) await delay(10);
    inHand -= 1;
    if (!answer) arrived.push(mail.to);
    return answer ?? { taken: true };
  },
};
const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
const turn = (pace: MailPace = { connections: 3 }) => sendMails({ app, mailer, pace, log })();

async function addMail(kind: MailKind = 'password-changed', email = `p.${randomUUID().slice(0, 8)}@riverside.example`) {
  const user = await addUser(app.db, centreId, { email });
  await inTransaction(app, (app) => queueMail(app, user, kind, randomUUID()));
  return user;
}

async function addMails(n: number): Promise<void> {
  const user = await addUser(app.db, centreId);
  const id = () => randomUUID();
  const one = () => ({
    id: id(),
    correlationId: id(),
    centreId,
    userId: user.id,
    kind: 'password-changed',
    createdAt: clock(),
  });
  await app.db.insert(mails).values(Array.from({ length: n }, one));
}

/** When the next look is due, in milliseconds from now; nothing where there is none. */
async function nextLook(): Promise<number | undefined> {
  const { rows } = await owner.db.execute<{ at: string }>(
    sql`delete from graphile_worker._private_jobs where key = 'later:send-mails' returning run_at as at`,
  );
  const [row] = rows;
  return row && new Date(row.at).getTime() - clock().getTime();
}

/** Carries out looks, each when it is due, until there is none or it is time to stop. @returns how many */
async function look(forMs = Number.POSITIVE_INFINITY, pace?: MailPace): Promise<number> {
  const end = clock().getTime() + forMs;
  for (let n = 1; ; n += 1) {
    await turn(pace);
    const inMs = await nextLook();
    if (inMs === undefined) return n;
    if (clock().getTime() + inMs > end) {
      clock.set(new Date(end));
      return n;
    }
    clock.advance(inMs);
  }
}

async function telling(): Promise<unknown[]> {
  const { rows } = await owner.db.execute<{ payload: unknown }>(
    sql`select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
        where t.identifier = 'tell-mail-server'`,
  );
  return rows.map(({ payload }) => payload);
}
/** As if what waits had been tried for days already. */
const triedOften = () => app.db.update(mails).set({ tries: 48 }).where(eq(mails.state, 'queued'));

const profileOf = async ({ id }: { id: string }) => {
  const [user] = await app.db.select().from(users).where(eq(users.id, id));
  return user?.mailProblem;
};

const full: Delivery = { taken: false, about: 'address-now', said: '552 5.2.2 mailbox full', problem: 'x' };
const strange: Delivery = {
  taken: false,
  about: 'unclear',
  ifUs: 'setting',
  said: '554 no',
  problem: 'EMESSAGE DATA 554',
};
const sendAs: Delivery = {
  taken: false,
  about: 'us',
  why: 'setting',
  problem: 'EMESSAGE DATA 554 5.2.252',
  later: true,
};
const slow: Delivery = {
  taken: false,
  about: 'us',
  why: 'pace',
  problem: 'EENVELOPE MAIL FROM 421 4.7.0',
  later: false,
};
const crowded: Delivery = { taken: false, about: 'us', why: 'connections', problem: 'x 432 4.3.2', later: false };
const gone: Delivery = { taken: false, about: 'address', said: '550 5.1.1 no such user' };

describe('what is about the address', () => {
  test('no such mailbox: given up at once, on the profile, and in the trail', async () => {
    const user = await addMail();
    answers = () => gone;
    expect(await look()).toBe(1);
    expect(await profileOf(user)).toBe('550 5.1.1 no such user');
    expect(await app.db.select().from(auditEvents).where(eq(auditEvents.targetId, user.id))).toMatchObject([
      { action: 'mail.failed' },
    ]);
    expect(await mailTrouble(app.db)).toBeUndefined();
  });

  test('a full mailbox is tried for days, then given up and shown; others go meanwhile', async () => {
    const user = await addMail();
    answers = ({ to }) => (to === user.email ? full : undefined);
    await look(24 * hour);
    expect(await profileOf(user)).toBeNull();
    await triedOften();
    const other = await addMail();
    await look();
    expect(arrived).toEqual([other.email]);
    expect(await profileOf(user)).toBe('552 5.2.2 mailbox full');
    expect(await telling()).toEqual([]);
  });

  test('what a server asks for is waited for, and no less', async () => {
    await addMail();
    answers = () => ({ ...full, retryAfterMs: 7 * hour }) as Delivery;
    await turn();
    expect(await nextLook()).toBe(7 * hour);
  });
});

describe('what is about us', () => {
  test('is told once, counts against nobody, and is over when a mail is taken: then all go, resets first', async () => {
    const first = await addMail('invitation');
    answers = () => sendAs;
    // Longer than a mail is tried that is refused because of its address.
    for (let day = 0; day < 10; day += 1) {
      await turn();
      clock.advance(24 * hour);
    }
    await look(hour);
    const reset = await addMail('reset');
    await look(hour);
    expect(await mailTrouble(app.db)).toMatchObject({ why: 'setting', problem: 'EMESSAGE DATA 554 5.2.252' });
    expect([await profileOf(first), await profileOf(reset)]).toEqual([null, null]);
    const since = (await readMailServer(app.db)).failingSince?.toISOString();
    expect(await telling()).toEqual([{ userId: coordinator, since, isOver: false }]);
    expect(lines).toEqual([expect.stringMatching('refuses the sender')]);

    // They were told in a chat.
    const [workspace] = await app.db
      .insert(workspaces)
      .values({ centreId, platform: 'playground', externalId: randomUUID() })
      .returning();
    const about = `mail-server:${since}`;
    const message = { centreId, workspaceId: workspace?.id ?? '', userId: coordinator, about, createdAt: clock() };
    await app.db.insert(chatMessages).values(message);
    answers = undefined;
    await tryMailsNow(app);
    await look();
    expect(arrived).toEqual([reset.email, first.email]);
    expect(await telling()).toContainEqual({ userId: coordinator, since, isOver: true });
    expect(lines.at(-1)).toBe('The mail server takes mails again.');
    expect(await mailTrouble(app.db)).toBeUndefined();
  });

  test('comes and goes: people are told once in hours; of what comes again and lasts, once more', async () => {
    for (let n = 0; n < 5; n += 1) {
      await addMail();
      answers = () => sendAs;
      await look(10 * minute);
      answers = undefined;
      await look();
    }
    expect(await telling()).toHaveLength(1);
    await addMail();
    answers = () => sendAs;
    await look(2 * hour);
    expect(await telling()).toHaveLength(2);
  });

  test('a server that is away for a moment is nobody’s matter; for minutes, it is', async () => {
    await addMail();
    answers = () => ({ ...slow, why: 'away' }) as Delivery;
    await look(minute);
    expect(await mailTrouble(app.db)).toMatchObject({ why: 'away' });
    expect(await telling()).toEqual([]);
    await look(20 * minute);
    expect(await telling()).toHaveLength(1);
    // It is there again, if only to refuse an address.
    answers = () => gone;
    await look();
    expect(await mailTrouble(app.db)).toBeUndefined();
  });

  test('a mail that is cut off when all of it was told holds up no other, and is not sent again without end', async () => {
    const user = await addMail('reset');
    const cut: Delivery = { ...slow, why: 'away', later: true, unsure: true } as Delivery;
    let told = 0;
    answers = ({ to }) => {
      if (to !== user.email) return undefined;
      told += 1;
      return cut;
    };
    const other = await addMail();
    await look(24 * hour);
    expect(arrived).toEqual([other.email]);
    expect(told).toBeLessThan(20);
    await look();
    expect(told).toBe(50);
  });

  test('a mail that the server takes its time over holds up no other, not one that is added meanwhile', async () => {
    const user = await addMail('reset');
    let isAsked = () => {};
    let otherCame = () => {};
    const asking = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    const other = new Promise<void>((resolve) => {
      otherCame = resolve;
    });
    const slowOver: typeof mailer = {
      async send({ to }) {
        if (to === user.email) {
          isAsked();
          await other;
        } else otherCame();
        arrived.push(to);
        return { taken: true };
      },
    };
    const turn = sendMails({ app, mailer: slowOver, pace: { connections: 2 }, log, turnMs: 5 })();
    await asking;
    await addMail();
    await turn;
    expect(arrived).toHaveLength(2);
  });

  test('a mail that alone is refused so holds up no other', async () => {
    const user = await addMail();
    answers = ({ to }) => (to === user.email ? sendAs : undefined);
    await turn();
    await addMails(5);
    await look(hour);
    expect(arrived).toHaveLength(5);
    expect(await telling()).toEqual([]);
  });
});

describe('what says neither', () => {
  test('to one mail: others go, and it is given up after days', async () => {
    const user = await addMail();
    answers = ({ to }) => (to === user.email ? strange : undefined);
    await addMails(5);
    await look(hour);
    expect(arrived).toHaveLength(5);
    expect(await profileOf(user)).toBeNull();
    await triedOften();
    await look();
    expect(await profileOf(user)).toBe('554 no');
  });

  test('to mail after mail: it is about us, and counts against none from then on', async () => {
    await addMails(5);
    answers = () => strange;
    await look(hour);
    for (let day = 0; day < 10; day += 1) {
      await turn();
      clock.advance(4 * hour);
    }
    expect(await mailTrouble(app.db)).toMatchObject({ why: 'setting', problem: 'EMESSAGE DATA 554' });
    answers = undefined;
    await look();
    expect(arrived).toHaveLength(5);
  });
});

describe('the pace', () => {
  test('as many a minute as the setting says', async () => {
    await addMails(12);
    const begun = clock().getTime();
    await look(undefined, { connections: 3, perMinute: 6 });
    expect(arrived).toHaveLength(12);
    expect(Math.round((clock().getTime() - begun) / minute)).toBe(2);
  });

  test.each([
    ['before a mail', slow],
    ['in its midst', { ...slow, later: true }],
  ])(
    'a server that takes thirty a minute and says so %s gets all of a crowd, and is seldom asked in vain',
    async (_, tooFast) => {
      await addMails(50);
      const taken = new Map<number, number>();
      answers = () => {
        const at = Math.floor(clock().getTime() / minute);
        const n = (taken.get(at) ?? 0) + 1;
        if (n > 30) return tooFast;
        taken.set(at, n);
        return undefined;
      };
      const begun = clock().getTime();
      await look();
      expect(arrived).toHaveLength(50);
      expect(asked - 50).toBeLessThan(20);
      expect((clock().getTime() - begun) / minute).toBeLessThan(10);
      expect(await telling()).toEqual([]);
    },
  );

  test('one that takes one connection is asked by one, and by more again once it takes more', async () => {
    await addMails(10);
    slowly = true;
    answers = () => (inHand > 1 ? crowded : undefined);
    await look(undefined, { connections: 3 });
    expect(arrived).toHaveLength(10);
    expect((await readMailServer(app.db)).connections).toBe(1);
    answers = undefined;
    most = 0;
    clock.advance(5 * minute);
    await addMails(5);
    await turn();
    clock.advance(5 * minute);
    await addMails(5);
    await look();
    expect(most).toBeGreaterThan(1);
    slowly = false;
  });
});

test('a real server: signed out of, all wait; with the sign-in put right all come, over no more connections than it allows', async () => {
  const server = await startMailServer({ password: 'right', domain: 'riverside.example', connections: 2 });
  const from = 'Staffroom <no-reply@riverside.example>';
  const by = (url: string, sender = from) => {
    const mailer = smtpMailer({ url, from: sender });
    return { mailer, run: sendMails({ app, mailer, pace: { connections: 3 }, log }) };
  };
  await addMails(8);
  for (const [wrong, problem] of [
    [by(server.url('wrong')), 'EAUTH AUTH PLAIN 535 5.7.8'],
    [by(server.url('right'), 'no-reply@elsewhere.example'), 'EENVELOPE MAIL FROM 553 5.7.1'],
  ] as const) {
    await tryMailsNow(app);
    await wrong.run();
    clock.advance((await nextLook()) ?? 0);
    await wrong.run();
    expect(await mailTrouble(app.db)).toMatchObject({ why: 'setting', problem });
    wrong.mailer.close();
  }
  const right = by(server.url('right'));
  await tryMailsNow(app);
  for (let n = 0; n < 20 && server.arrived.length < 8; n += 1) {
    await right.run();
    clock.advance((await nextLook()) ?? 0);
  }
  expect(server.arrived).toHaveLength(8);
  expect(server.seen.most).toBeLessThanOrEqual(2);
  expect(server.seen.turnedAway).toBeLessThan(4);
  right.mailer.close();
  await server.close();
});

test('a mail that can’t be made keeps none from leaving', async () => {
  const user = await addMail('reset');
  await addMails(2);
  answers = ({ to }) => {
    if (to === user.email) throw new Error('a bug');
    return undefined;
  };
  await turn();
  expect(arrived).toHaveLength(2);
  expect(lines).toEqual(['A mail can’t be made or sent.']);
  expect(await app.db.select({ state: mails.state }).from(mails).where(eq(mails.userId, user.id))).toEqual([
    { state: 'queued' },
  ]);
});

test('there is one row of the mail server', async () => {
  await expect(app.db.insert(mailServer).values({ isOnly: false })).rejects.toThrow();
});
