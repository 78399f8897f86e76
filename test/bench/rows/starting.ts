import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { cast } from '../../../db/sample/centre.ts';
import { withEnds } from '../../kit/ends.ts';
import { memoryOf } from '../chats/process.ts';
import { aCopy, databaseKeys, type Running, sampleDatabase, startProgram } from '../chats/sides.ts';
import { lightSlack, onlyMember } from '../chats/slack-light.ts';
import { slackKeys, startBolt } from '../chats/slack-sides.ts';
import { lightTeams } from '../chats/teams-light.ts';
import { teamsKeys } from '../chats/teams-sides.ts';
import { median } from '../measure.ts';
import type { Bench } from './row.ts';

const rounds = 4;
/** Until nothing of the start is left to be done. */
const settleMs = 3_000;

const bolt = 'bolt';
const boltAndTeamsAi = 'bolt, and teams-ai loaded';

/** `npm start` on a database that is there already: until it says that it is ready, and what it holds of the memory then. */
export const starting: Bench = {
  rows: [
    {
      key: 'ready-slack',
      figure: 'ready: Slack',
      unit: 'ms',
      limit: bolt,
      goal: 750,
      ratio: 750 / 182,
      from: 'three quarters of 1,030 ms',
    },
    {
      key: 'ready-both',
      figure: 'ready: both chats',
      unit: 'ms',
      limit: boltAndTeamsAi,
      goal: 1_300,
      from: 'seven tenths of 1,836 ms',
    },
    {
      key: 'memory-slack',
      figure: 'memory idle: Slack',
      unit: 'MB',
      limit: bolt,
      goal: 110,
      ratio: 110 / 78,
      from: '24 MB less than 134',
    },
    {
      key: 'memory-teams',
      figure: 'memory idle: Teams',
      unit: 'MB',
      limit: boltAndTeamsAi,
      goal: 190,
      from: '27 MB less than 217',
    },
  ],
  async measure(wanted, say) {
    say('starting npm start, and bolt');
    const run = await withEnds(async (ends) => {
      const slack = await lightSlack(() => cast[0].email);
      ends.push(() => slack.close());
      const teams = await lightTeams([]);
      ends.push(() => teams.close());
      const url = await sampleDatabase([
        { platform: 'slack', externalId: onlyMember.team },
        { platform: 'teams', externalId: teams.tenant },
      ]);
      const secret = randomBytes(16).toString('hex');
      const database = databaseKeys(url);
      const [ofSlack, ofTeams] = [slackKeys(slack, secret), teamsKeys(teams)];
      const copy = await aCopy(ends);
      const sides: Record<string, { keys: string[]; start(ends: (() => Promise<unknown>)[]): Promise<Running> }> = {
        slack: {
          keys: ['ready-slack', 'memory-slack'],
          start: (ends) => startProgram(copy, { ...database, ...ofSlack }, ends),
        },
        bolt: { keys: ['ready-slack', 'memory-slack'], start: (ends) => startBolt(secret, ends) },
        teams: { keys: ['memory-teams'], start: (ends) => startProgram(copy, { ...database, ...ofTeams }, ends) },
        both: {
          keys: ['ready-both'],
          start: (ends) => startProgram(copy, { ...database, ...ofSlack, ...ofTeams }, ends),
        },
        boltAndTeamsAi: {
          keys: ['ready-both', 'memory-teams'],
          start: (ends) => startBolt(secret, ends, { BOTH: '1' }),
        },
      };
      const found: Record<string, { readyMs: number; memory: number }> = {};
      const some = Object.entries(sides).filter(([, { keys }]) => keys.some((key) => wanted.has(key)));
      const all = Object.fromEntries(some.map(([name]) => [name, { readyMs: [] as number[], memory: [] as number[] }]));
      for (let round = 0; round <= rounds; round += 1) {
        for (const [name, { start, keys }] of some) {
          const memory = round <= 2 && keys.some((key) => key.startsWith('memory') && wanted.has(key));
          const once = await withEnds(async (ends) => {
            const { readyMs, pid } = await start(ends);
            if (memory) await delay(settleMs);
            return { readyMs, ...(memory && { memory: memoryOf(pid) }) };
          });
          await once.stop();
          // The first may compile, or read what is on the disk.
          if (round > 0) all[name]?.readyMs.push(once.readyMs);
          if (once.memory) all[name]?.memory.push(once.memory);
        }
      }
      for (const [name, { readyMs, memory }] of Object.entries(all)) {
        found[name] = { readyMs: median(readyMs), memory: median(memory) };
      }
      return { found };
    });
    await run.stop();
    const { slack, bolt, teams, both, boltAndTeamsAi } = run.found;
    return [
      { key: 'ready-slack', ours: slack?.readyMs ?? 0, limit: bolt?.readyMs },
      { key: 'ready-both', ours: both?.readyMs ?? 0, limit: boltAndTeamsAi?.readyMs },
      { key: 'memory-slack', ours: slack?.memory ?? 0, limit: bolt?.memory },
      { key: 'memory-teams', ours: teams?.memory ?? 0, limit: boltAndTeamsAi?.memory },
    ].filter(({ key }) => wanted.has(key));
  },
};
