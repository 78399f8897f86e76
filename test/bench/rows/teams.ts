import { processorOf } from '../chats/process.ts';
import { inTurn, type Receiver } from '../chats/teams-load.ts';
import { whoami } from '../chats/teams-payloads.ts';
import { startSides } from '../chats/teams-sides.ts';
import { median } from '../measure.ts';
import type { Bench } from './row.ts';

const rounds = 5;
/** Activities of a round: enough for half a second or so. */
const busy = { ours: 400, teamsAi: 800, http: 4_000 };
/** Until the program runs as code that was compiled. */
const warmUpMs = 4_000;

/** Teams' activities to `npm start`, signed and over HTTP, from the moment one is sent until its answer is with Teams. */
export const teams: Bench = {
  rows: [
    {
      key: 'teams-reply',
      figure: 'Teams, activity → reply, 32 at once',
      unit: '/s',
      limit: 'a bare HTTP server',
      goal: 1_200,
      ratio: 11_140 / 1_200,
      from: 'more than the Chat SDK, 1,096/s',
    },
  ],
  async measure(_, say) {
    say('Teams: npm start, teams-ai and a bare server');
    const sides = await startSides();
    const { teams, port, pid } = sides;
    const receivers: Record<keyof typeof busy, Receiver> = {
      ours: { teams, port: port.ours },
      teamsAi: { teams, port: port.teamsAi, answers: 'ok' },
      http: { teams, port: port.http, answers: 'nothing' },
    };
    try {
      say('Teams: whoami');
      const kind = whoami(teams);
      const found: Record<keyof typeof busy, number[]> = { ours: [], teamsAi: [], http: [] };
      const processor: number[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        for (const side of Object.keys(busy) as (keyof typeof busy)[]) {
          if (round === 0) {
            await inTurn(receivers[side], kind, 4 * busy[side], 32, warmUpMs);
            continue;
          }
          const before = processorOf(pid);
          const { ms, answers } = await inTurn(receivers[side], kind, busy[side], 32);
          found[side].push((answers.length * 1_000) / ms);
          if (side === 'ours') processor.push((processorOf(pid) - before) / (answers.length + 32));
        }
      }
      const note = `teams-ai that answers “ok”: ${Math.round(median(found.teamsAi)).toLocaleString('en-GB')}/s`;
      const [ours, limit] = [median(found.ours), median(found.http)];
      return [{ key: 'teams-reply', ours, limit, processor: median(processor), note }];
    } finally {
      await sides.stop();
    }
  },
};
