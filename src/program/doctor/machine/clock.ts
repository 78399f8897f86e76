import { httpClient } from '../../../lib/http-client.ts';
import { howLong, listed } from '../../../ui/formats.ts';
import { compareClock, maxOffMs, type TimeSource } from '../../clock-check.ts';
import type { Config } from '../../config/config.ts';
import type { Check, DoctorContext } from '../check.ts';
import { findingsAbout } from '../finding.ts';

const { good, wrong, unknown } = findingsAbout('clock');

const slackApi = 'https://slack.com/api/';
const microsoft: TimeSource = { name: 'Microsoft', url: 'https://login.microsoftonline.com/common/discovery/keys' };

const setRight = 'Set it right, and have it kept right: timedatectl set-ntp true';

/** Whether this machine's clock is right: by Slack's, Microsoft's, or that of a database on another machine. */
export const clock: Check = {
  about: 'clock',
  limitMs: 15_000,
  async look(at) {
    const sources = sourcesFor(at.config);
    // The playground and its database live by this clock alone.
    if (sources.length === 0 && !at.config.databaseUrl) return [];
    // Their addresses are from the settings, which may name servers that stand in for the platforms.
    const http = httpClient({ home: true });
    const found = (await compareClock(http, sources, () => at.clock().getTime())) ?? (await byDatabase(at));
    if (!found) {
      const asked = [...sources.map(({ name }) => name), ...(at.config.databaseUrl ? ['the database'] : [])];
      return [unknown(`Nobody said what time it is: ${listed(asked)} did not answer.`)];
    }
    const { ahead, name } = found;
    if (Math.abs(ahead) <= maxOffMs) return [good(`It is that of ${name}, to a minute.`)];
    const side = ahead > 0 ? 'ahead of' : 'behind';
    const means = 'From 5 minutes on requests from there are refused, and links end at the wrong time.';
    return [
      wrong(`It is ${howLong(Math.round(Math.abs(ahead) / 60_000))} ${side} that of ${name}. ${means}`, setRight),
    ];
  },
};

/** What answers anyone, of the chats that are set up. */
function sourcesFor({ slack, teams }: Config): TimeSource[] {
  return [
    ...(slack ? [{ name: 'Slack', url: `${slack.apiUrl ?? slackApi}api.test` }] : []),
    ...(teams ? [microsoft] : []),
  ];
}

async function byDatabase({ config, database, clock }: DoctorContext) {
  if (!config.databaseUrl) return undefined;
  const { db } = await database();
  const sent = clock().getTime();
  const answer = await db?.execute<{ now: string }>('select extract(epoch from clock_timestamp()) as now');
  const [row] = answer?.rows ?? [];
  return row && { ahead: (sent + clock().getTime()) / 2 - Number(row.now) * 1_000, name: 'the database' };
}
