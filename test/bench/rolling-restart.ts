import { randomBytes } from 'node:crypto';
import { cast } from '../../db/sample/centre.ts';
import { fakeSlack } from '../adapters/slack/fake/index.ts';
import { programCopy } from '../kit/program.ts';
import { rollingRestart } from '../kit/rolling-restart.ts';
import { sampleDatabase, withEnds } from './sides.ts';

/**
 * `node --import tsx test/bench/rolling-restart.ts [times] [commands a second]`: two copies behind a proxy that looks at `/readyz` twice a second,
 * each restarted so many times under load. Counts the commands that failed, which is to be none.
 */

const times = Number(process.argv[2] ?? 10);
const { run, stop } = await withEnds(async (ends) => {
  const slack = await fakeSlack({ rateLimits: false, ackMs: 15_000 });
  ends.push(() => slack.close());
  const databaseUrl = await sampleDatabase({ platform: 'slack', externalId: slack.team.id }, ends);
  const program = await programCopy();
  ends.push(() => program.remove());
  const env = {
    DATABASE_URL: databaseUrl,
    SECRET_KEY: randomBytes(32).toString('hex'),
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    LOG_LEVEL: 'warn',
    ...(process.env.DRAIN_SECONDS && { DRAIN_SECONDS: process.env.DRAIN_SECONDS }),
  };
  const coordinator = slack.addPerson({ name: cast[0].name, email: cast[0].email }).id;
  const options = {
    program,
    slack,
    env,
    coordinator,
    times,
    perSecond: Number(process.argv[3] ?? 20),
    everyMs: 500,
    say: console.error,
  };
  return { run: () => rollingRestart(options) };
});
try {
  const { sent, failed, added, ended } = await run();
  console.log(`${sent} commands sent during ${ended.length} restarts: ${failed.length} failed, ${added.length} added`);
  console.log(`exit codes: ${ended.join(' ')}`);
  for (const line of failed) console.log(line);
} finally {
  await stop();
}
