import { and, eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditEvents, users } from '../../db/schema/index.ts';
import { type FakeSlack, fakeSlack } from '../adapters/slack/fake/index.ts';
import { useDatabase } from '../kit/database.ts';
import { type Program, programCopy } from '../kit/program.ts';
import { rollingRestart } from '../kit/rolling-restart.ts';

const database = useDatabase();
let slack: FakeSlack;
let program: Program;
beforeAll(async () => {
  [slack, program] = await Promise.all([fakeSlack({ rateLimits: false, ackMs: 15_000 }), programCopy()]);
});
afterAll(async () => {
  await program.remove();
  await slack.close();
});

test('two copies behind a proxy are restarted one after the other, and no command fails', async () => {
  const email = 'amina.rahman@riverside.example';
  const env = {
    DATABASE_URL: database.url,
    SECRET_KEY: 'x'.repeat(40),
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    CENTRE_NAME: 'Riverside International School',
    CENTRE_NUMBER: 'IN123',
    COORDINATOR_EMAIL: email,
    SUPPORT_CONTACT: 'the IT help desk',
    DRAIN_SECONDS: '3',
  };
  const coordinator = slack.addPerson({ name: 'Amina Rahman', email }).id;
  const rolled = await rollingRestart({ program, slack, env, coordinator, times: 1, perSecond: 10, everyMs: 100 });
  expect(rolled.failed).toEqual([]);
  expect(rolled.sent).toBeGreaterThan(20);
  expect(rolled.ended).toEqual([0, 0, 0, 0]);
  expect(slack.violations).toEqual([]);
  // Each that was acknowledged is there, and was done once.
  const { db } = database;
  expect(await db.$count(users, inArray(users.email, rolled.added))).toBe(rolled.added.length);
  const added = await db
    .select({ email: users.email })
    .from(auditEvents)
    .innerJoin(users, eq(users.id, auditEvents.targetId))
    .where(and(eq(auditEvents.action, 'user.add'), inArray(users.email, rolled.added)));
  expect(added.length).toBe(rolled.added.length);
}, 120_000);
