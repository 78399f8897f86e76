import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeSlack, fakeSlack } from '../adapters/slack/fake/index.ts';
import { useDatabase } from '../kit/database.ts';
import { type Program, programCopy } from '../kit/program.ts';
import { addedIn, rollingRestart } from '../kit/rolling-restart.ts';
import { schoolSettings, slackSettings } from '../kit/settings.ts';

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
    ...slackSettings(database.url, slack),
    ...schoolSettings(email),
    DRAIN_SECONDS: '1',
  };
  const coordinator = slack.addPerson({ name: 'Amina Rahman', email }).id;
  const rolled = await rollingRestart({ program, slack, env, coordinator, times: 1, perSecond: 5, everyMs: 100 });
  expect(rolled.failed).toEqual([]);
  expect(rolled.sent).toBeGreaterThan(20);
  expect(rolled.ended).toEqual([0, 0, 0, 0]);
  expect(slack.violations).toEqual([]);
  // Each that was acknowledged is there, and was done once.
  const all = rolled.added.length;
  expect(await addedIn(database.url, rolled.added)).toEqual({ people: all, events: all });
}, 120_000);
