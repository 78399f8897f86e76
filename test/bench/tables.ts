import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adding } from './adding.ts';
import { deciding } from './deciding.ts';
import { importing } from './importing.ts';
import { listing } from './listing.ts';
import { type Result, table } from './measure.ts';
import { provisioning } from './provisioning.ts';
import { signingIn } from './signing-in.ts';
import { slackTalking } from './slack.ts';
import { starting } from './starting.ts';
import { talking } from './talking.ts';
import { teamsTalking } from './teams.ts';
import { transferring } from './transferring.ts';
import { startServer } from './world.ts';

/** Three tables. Bare times say how fast this machine is; the ratios say how fast Staffroom is. */
export async function tables(say: (line: string) => void): Promise<void> {
  const results: Result[] = [];
  say('starting a database');
  const server = await startServer(join(await mkdtemp(join(tmpdir(), 'staffroom-bench-')), 'postgres'));
  try {
    for (const people of [100, 10_000, 100_000]) {
      say(`a school of ${people.toLocaleString('en-GB')}`);
      const school = await server.school(people);
      try {
        results.push(...(await listing(school, people)));
        if (people === 10_000) {
          say('talking to the bot');
          results.push(...(await talking(school)));
          say('adding 1,000 at a time');
          results.push(...(await adding(school)));
          say('importing 50,000 results');
          results.push(...(await importing(school)));
          say('deciding 1,000 requests');
          results.push(...(await deciding(school)));
          say('bringing 1,000 users to a site');
          results.push(...(await provisioning(school)));
          say('signing in');
          results.push(...(await signingIn(school)));
          say('transferring');
          results.push(...(await transferring(school)));
        }
      } finally {
        await school.close();
      }
    }
  } finally {
    await server.stop();
  }
  say('npm start, four times');
  results.push(...(await starting()));
  say('Slack’s payloads, beside a bare bolt app');
  const slack = await slackTalking();
  say('Teams’ activities, beside a bare teams-ai bot');
  const teams = await teamsTalking();
  say('done');
  console.log(`${table(results)}\n\n${slack}\n\n${teams}`);
}
