import { randomBytes } from 'node:crypto';
import { cast } from '../../db/sample/centre.ts';
import { fakeSlack } from '../adapters/slack/fake/index.ts';
import { withEnds } from '../kit/ends.ts';
import { programCopy } from '../kit/program.ts';
import { addedIn, rollingRestart } from '../kit/rolling-restart.ts';
import { sampleDatabase } from './chats/sides.ts';
import { closeGround } from './ground.ts';

/**
 * Two copies behind a proxy that looks at `/readyz` twice a second, each restarted so often under load. Counts the commands
 * that failed.
 *
 * @param words how often, ten times unless told; how many commands a second, twenty unless told
 * @returns whether none failed, every copy ended well, and all that was acknowledged is there once
 */
export async function rolling(words: string[], say: (line: string) => void): Promise<boolean> {
  const [times = '10', perSecond = '20'] = words;
  const { run, stop } = await withEnds(async (ends) => {
    ends.push(closeGround);
    // Who typed waits as long as it takes: here all runs on the same few processors.
    const slack = await fakeSlack({ rateLimits: false, ackMs: 15_000 });
    ends.push(() => slack.close());
    const databaseUrl = await sampleDatabase([{ platform: 'slack', externalId: slack.team.id }]);
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
    const pace = { times: Number(times), perSecond: Number(perSecond), everyMs: 500 };
    const options = { program, slack, env, coordinator, ...pace, say };
    return {
      run: async () => {
        const rolled = await rollingRestart(options);
        return { ...rolled, there: await addedIn(databaseUrl, rolled.added) };
      },
    };
  });
  try {
    const { sent, failed, added, there, ended } = await run();
    console.log(`${sent} commands, ${ended.length - 2} restarts: ${failed.length} failed`);
    console.log(`${added.length} people added; in the database ${there.people}, audit events ${there.events}`);
    console.log(`exit codes: ${ended.join(' ')}`);
    for (const line of failed) console.log(line);
    const isWhole = there.people === added.length && there.events === added.length;
    return failed.length === 0 && isWhole && ended.every((code) => code === 0);
  } finally {
    await stop();
  }
}
