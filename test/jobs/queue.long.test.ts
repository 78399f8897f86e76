import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Catcher, startCatcher } from '../../adapters/mail/catcher.ts';
import { type SmtpMailer, smtpMailer } from '../../adapters/mail/send.ts';
import { type Connection, connect } from '../../db/connect.ts';
import { auditEvents, doneOnce, mails, users } from '../../db/schema/index.ts';
import { type Queue, startQueue, type Tasks } from '../../src/jobs/queue.ts';
import { tryFailedNow } from '../../src/jobs/rescue.ts';
import { sendMail, sendMails } from '../../src/jobs/tasks/send-mails.ts';
import { advisoryLocks } from '../../src/lib/advisory-locks.ts';
import { queueJobs } from '../../src/service/jobs.ts';
import type { Mailer } from '../../src/service/mail/mailer.ts';
import { queueMail } from '../../src/service/mail/queue-mail.ts';
import { forgotten, sendForgotten } from '../../src/service/passwords/forgotten.ts';
import { sendLink } from '../../src/service/passwords/links.ts';
import { inTransaction } from '../../src/service/transaction.ts';
import { NotNow } from '../../src/ui/chat.ts';
import { useDatabase } from '../kit/database.ts';
import { addCentre, addUser } from '../kit/people.ts';
import { until } from '../kit/until.ts';

const log = pino({ level: 'silent' });

const database = useDatabase();
const app = database.app();
let owner: Connection;
let catcher: Catcher;
let mailer: SmtpMailer;
let centreId: string;
let queue: Queue | undefined;

beforeAll(async () => {
  owner = connect(database.url, { max: 2 });
  centreId = (await addCentre(app.db)).id;
  catcher = await startCatcher();
  mailer = smtpMailer({ url: catcher.url, from: 'no-reply@school.example' });
});
afterEach(async () => {
  await queue?.stop(2_000);
  queue = undefined;
});
afterAll(async () => {
  mailer.close();
  await catcher.close();
  await owner.close();
});

/** Quick to look for what to rescue, so that a test need not wait. */
const quick = (tasks: Tasks) =>
  startQueue({ url: database.queueUrl, app, log, tasks, rescueEveryMs: 100, deadAfterMs: 300 });

const start = async (tasks: Tasks) => {
  queue = await quick(tasks);
  return queue;
};

const mailTasks = (by: Mailer = mailer): Tasks => ({
  'send-mail': sendMail(app),
  'send-mails': sendMails({ app, mailer: by, pace: { connections: 3 }, log }),
  forgotten: (job) => sendForgotten(app, job),
});

const jobsLeft = async () => {
  const { rows } = await owner.db.execute<{ n: number }>(sql`select count(*)::int as n from graphile_worker.jobs`);
  const [row] = rows;
  return row?.n ?? -1;
};

describe('mails', () => {
  test('arrive after the transaction that queued them, and never when it was undone', async () => {
    const running = await start(mailTasks());
    await until(() => running.healthy());
    const user = await addUser(app.db, centreId);
    await inTransaction(app, async (app) => {
      await queueMail(app, user, 'password-changed', randomUUID());
      throw new Error('undone');
    }).catch(() => {});
    await inTransaction(app, (app) => sendLink(app, user, 'reset', randomUUID()));
    const caught = await until(() => catcher.list().find((m) => m.to === user.email));
    expect(caught.subject).toContain('Choose a new password');
    await until(async () => (await jobsLeft()) === 0);
    const found = await app.db.select().from(mails).where(eq(mails.userId, user.id));
    expect(found).toMatchObject([{ state: 'sent' }]);
  });

  test('a forgotten password brings a link to who is known', async () => {
    await start(mailTasks());
    const user = await addUser(app.db, centreId, { status: 'invited' });
    await forgotten(app, { email: user.email ?? '', address: '203.0.113.9', correlationId: randomUUID() });
    await forgotten(app, { email: 'nobody@nowhere.example', address: '203.0.113.9', correlationId: randomUUID() });
    const caught = await until(() => catcher.list().find((m) => m.to === user.email));
    expect(caught.subject).toContain('Set up your account');
    await until(async () => (await jobsLeft()) === 0);
  });

  test('one that can never arrive is marked, written down, and shown on the profile', async () => {
    await start(mailTasks());
    const user = await addUser(app.db, centreId, { email: 'gone@bounce.example' });
    await inTransaction(app, (app) => sendLink(app, user, 'reset', randomUUID()));
    await until(async () => {
      const [found] = await app.db.select().from(users).where(eq(users.id, user.id));
      return found?.mailProblem?.startsWith('550 5.1.1');
    });
    const events = await app.db.select().from(auditEvents).where(eq(auditEvents.targetId, user.id));
    expect(events).toMatchObject([{ action: 'mail.failed' }]);
    await until(async () => (await jobsLeft()) === 0);
  });

  test('one that the server did not take is tried again', async () => {
    const user = await addUser(app.db, centreId);
    let tries = 0;
    const away = { taken: false, about: 'us', why: 'away', problem: 'ESOCKET CONN', later: false } as const;
    const by: Mailer = { send: async (mail) => (++tries === 1 ? away : mailer.send(mail)) };
    await start(mailTasks(by));
    await inTransaction(app, (app) => sendLink(app, user, 'reset', randomUUID()));
    // The queue waits some seconds before it tries again; the test doesn't.
    await until(async () => {
      await owner.db.execute(sql`update mail_server set not_before = null`);
      await owner.db.execute(sql`update graphile_worker._private_jobs set run_at = now() where run_at > now()`);
      return catcher.list().some((m) => m.to === user.email);
    });
    expect(tries).toBe(2);
  });

  test('ASVS 16.2.5, 16.3.4: what the queue keeps and logs of a failure holds no value of a query; a retry is one line', async () => {
    const lines: string[] = [];
    const heard = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
    queue = await startQueue({
      url: database.queueUrl,
      app,
      log: heard,
      tasks: {
        forgotten: async () => void (await app.db.execute(sql`select no_such_function(${'ben@x.example'}::text)`)),
      },
    });
    await app.db.transaction((tx) =>
      queueJobs(tx, [{ task: 'forgotten', payload: { userId: null, correlationId: randomUUID() } }]),
    );
    const kept = await until(async () => {
      const {
        rows: [job],
      } = await owner.db.execute<{ said: string | null }>(
        sql`select last_error as said from graphile_worker._private_jobs`,
      );
      return job?.said;
    });
    expect(kept).toContain('42883');
    expect(kept).not.toContain('ben@');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: 40,
        time: expect.anything(),
        pid: expect.anything(),
        hostname: expect.anything(),
        msg: expect.anything(),
      },
    ]);
    expect(lines.join()).not.toContain('ben@');
    await owner.db.execute(sql`delete from graphile_worker._private_jobs`);
  });

  test('many go, each once', async () => {
    const some = 300;
    const user = await addUser(app.db, centreId);
    await app.db.transaction(async (tx) => {
      const ids = Array.from({ length: some }, () => randomUUID());
      const values = { centreId, userId: user.id, kind: 'password-changed', createdAt: new Date() };
      await tx.insert(mails).values(ids.map((id) => ({ id, correlationId: id, ...values })));
      await queueJobs(
        tx,
        ids.map((mailId) => ({ task: 'send-mail' as const, payload: { mailId } })),
      );
    });
    await start(mailTasks());
    await until(async () => (await jobsLeft()) === 0);
    expect(catcher.list().filter((m) => m.to === user.email)).toHaveLength(some);
  });
});

/** Whether a copy has said that it lives: see rescue.ts. */
const saidAlive = async () => {
  const { rows: found } = await owner.db.execute(
    sql`select from pg_locks where locktype = 'advisory' and classid = ${advisoryLocks.workers}
          and database = (select oid from pg_database where datname = current_database())`,
  );
  return found.length > 0;
};

describe('the queue', () => {
  const addJob = () =>
    app.db.transaction((tx) => queueJobs(tx, [{ task: 'forgotten', payload: { userId: null, correlationId: 'x' } }]));

  test('frees the jobs of a copy that died, and leaves those of a living one alone', async () => {
    await addJob();
    await owner.db.execute(
      sql`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute', locked_by = 'pool-dead'`,
    );
    let done = 0;
    await start({ forgotten: async () => void done++ });
    await until(() => done === 1);

    // A long job in the hands of this copy, with another copy that starts and looks for the dead.
    let finish = () => {};
    let begun = 0;
    await queue?.stop(2_000);
    const long = () =>
      new Promise<void>((resolve) => {
        begun += 1;
        finish = resolve;
      });
    await start({ forgotten: long });
    await addJob();
    await until(() => begun === 1);
    await until(saidAlive);
    const other = await quick({ forgotten: long });
    await until(() => other.healthy());
    await delay(800);
    expect(begun).toBe(1);
    finish();
    await other.stop(2_000);
  });

  test('tries what failed often again within minutes', async () => {
    await addJob();
    await owner.db.execute(
      sql`update graphile_worker._private_jobs set attempts = 20, last_error = 'x', run_at = now() + interval '1 hour'`,
    );
    await start({ forgotten: async () => {} });
    await until(async () => {
      const {
        rows: [job],
      } = await owner.db.execute<{ attempts: number }>(sql`select attempts from graphile_worker.jobs`);
      return job?.attempts === 5;
    });
    await owner.db.execute(sql`delete from graphile_worker._private_jobs`);
  });

  test('purges what has had its day, and what it gave up long ago itself', async () => {
    await owner.db.execute(sql`select graphile_worker.add_job('given-up', '{}')`);
    await owner.db.execute(
      sql`update graphile_worker._private_jobs set attempts = 25, created_at = now() - interval '112 days', updated_at = now() - interval '100 days'`,
    );
    const day = 24 * 3_600_000;
    await app.db.insert(doneOnce).values({ key: 'old', centreId, at: new Date(Date.now() - 8 * day) });
    await owner.db.execute(sql`select graphile_worker.add_job('purge-expired', '{}')`);
    await start({});
    await until(async () => (await jobsLeft()) === 0);
    expect(await app.db.select().from(doneOnce).where(eq(doneOnce.key, 'old'))).toEqual([]);
  });

  test('purges at the start where nothing ran in the night', async () => {
    const day = 24 * 3_600_000;
    await app.db.insert(doneOnce).values({ key: 'older', centreId, at: new Date(Date.now() - 8 * day) });
    await owner.db.execute(sql`
      update graphile_worker._private_known_crontabs
      set known_since = now() - interval '9 days', last_execution = now() - interval '2 days'`);
    await start({});
    await until(async () => (await app.db.select().from(doneOnce).where(eq(doneOnce.key, 'older'))).length === 0);
    await until(async () => (await jobsLeft()) === 0);
  });

  test('stops, whatever a job does, and the job is not lost', async () => {
    let begun = false;
    const running = await start({
      forgotten: () => {
        begun = true;
        return new Promise<void>(() => {});
      },
    });
    await addJob();
    await until(() => begun);
    await running.stop(100);
    expect(running.healthy()).toBe(false);
    expect(await jobsLeft()).toBe(1);
    await owner.db.execute(sql`delete from graphile_worker._private_jobs`);
  });

  test('goes on after the database dropped its connections, and loses no job', async () => {
    const running = await start(mailTasks());
    await until(() => running.healthy());
    const all: (string | null)[] = [];
    for (let round = 0; round < 10; round++) {
      await owner.db.execute(
        sql`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and application_name = 'staffroom-queue'`,
      );
      await delay(30 * round);
      const user = await addUser(app.db, centreId);
      all.push(user.email);
      await inTransaction(app, (app) => sendLink(app, user, 'reset', randomUUID()));
      await delay(10);
    }
    await until(() => running.healthy());
    // One that failed is tried again after a pause; the test doesn't wait.
    await owner.db.execute(sql`update graphile_worker._private_jobs set run_at = now() where locked_at is null`);
    await until(() => all.every((email) => catcher.list().some((m) => m.to === email)));
    await until(async () => (await jobsLeft()) === 0);
    await until(() => running.healthy());
  }, 150_000);
});

test('what a platform asks not to be asked for a while waits as long, also after the database was away', async () => {
  await start({
    forgotten: async () => {
      // Tried often before: what grows with each failure is not put on top.
      await owner.db.execute(sql`update graphile_worker._private_jobs set attempts = 8`);
      throw new NotNow('too often', 3_600_000);
    },
  });
  const payload = { userId: null, correlationId: randomUUID() };
  await inTransaction(app, ({ db }) => queueJobs(db, [{ task: 'forgotten', payload }]));
  const waits = async () => {
    const { rows } = await owner.db.execute<{ minutes: number }>(sql`
      select extract(epoch from run_at - now())::int / 60 as minutes from graphile_worker.jobs
      where task_identifier = 'forgotten' and last_error is not null and locked_at is null`);
    return rows[0]?.minutes;
  };
  const minutes = await until(waits);
  expect(minutes).toBeGreaterThanOrEqual(59);
  expect(minutes).toBeLessThanOrEqual(60);
  const client = await owner.db.$client.connect();
  await tryFailedNow(client);
  client.release();
  expect(await waits()).toBeGreaterThanOrEqual(59);
  await owner.db.execute(sql`delete from graphile_worker._private_jobs`);
});
