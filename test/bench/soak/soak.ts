import { setTimeout as delay } from 'node:timers/promises';
import { faults } from '../../kit/load/faults.ts';
import { type Load, openLoad } from '../../kit/load/open.ts';
import { work } from '../../kit/load/work.ts';
import { administer } from '../../kit/server.ts';
import { type Sample, verdicts } from './verdict.ts';

const usualMinutes = 20;
/** How often the database falls meanwhile, in milliseconds: what leaks does so where connections are made anew. */
const fallsEveryMs = 20_000;
const falls = ['restart', 'backends terminated', 'backend killed', 'read-only'];
/** How long each person thinks before they do the next thing, in milliseconds. */
const thinkMs = 300;

/**
 * People work in Slack for a long time, and the database falls now and then; what the program holds meanwhile is to be
 * level. Prints what it held. @returns whether all of it was level, and the program never ended
 */
export async function soak(words: string[], say: (line: string) => void): Promise<boolean> {
  const minutes = Number(words[0]?.replace(/^minutes=/, '') ?? usualMinutes);
  if (!(minutes > 0)) throw new Error(`npm run bench -- soak [minutes=${usualMinutes}]`);
  const lastsMs = minutes * 60_000;
  const people = Math.ceil((lastsMs / thinkMs) * 2);
  const env = { NODE_OPTIONS: `--expose-gc --import=${new URL('probe.js', import.meta.url).href}` };
  const load = await openLoad({ people, env });
  const { samples, acts, exits } = await run(load, people, lastsMs, say).finally(load.stop);
  const all = verdicts(samples);
  console.log(`${minutes} minutes, ${acts} things done, the process ended ${exits} times, ${samples.length} samples`);
  for (const { line } of all) console.log(line);
  return exits === 0 && all.every(({ isLevel }) => isLevel);
}

async function run(
  { ground, slack, program }: Load,
  people: number,
  lastsMs: number,
  say: (line: string) => void,
): Promise<{ samples: Sample[]; acts: number; exits: number }> {
  const begin = performance.now();
  const isOver = () => performance.now() - begin > lastsMs;
  // Nobody new comes: whoever is known is kept for a while, which is no leak.
  const kinds = ['add', 'suspend', 'transfer', 'message'] as const;
  const { acts, over } = work(slack, { kinds, acknowledged: people, from: 1, to: people, stop: isOver, thinkMs });
  const connections: number[] = [];
  for (let round = 0; !isOver(); round += 1) {
    await delay(fallsEveryMs);
    connections.push(await connectionsOf(ground.server.superuserUrl));
    await faults.find(({ name }) => name === falls[round % falls.length])?.strike(ground, 1_000);
    if (round % 3 === 0) say(`${acts.length} things done`);
  }
  await over;
  return { samples: samplesIn(program.said(), connections), acts: acts.length, exits: program.exits() };
}

function connectionsOf(url: string): Promise<number> {
  return administer(url, async (sql) => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int from pg_stat_activity where application_name like 'staffroom%' and usename = 'staffroom'`;
    return row?.count ?? 0;
  });
}

/** The probe's lines, each with the number of connections that was counted last. */
function samplesIn(said: string, connections: number[]): Sample[] {
  const found = said.split('\n').flatMap((line) => (line.startsWith('probe ') ? [JSON.parse(line.slice(6))] : []));
  return found.map((sample, i) => ({
    ...sample,
    connections: connections[Math.floor((i * connections.length) / found.length)] ?? 0,
  }));
}
