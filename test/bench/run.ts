import { chaos } from './chaos/chaos.ts';
import { loop } from './loop.ts';
import { rolling } from './rolling-restart.ts';
import { printTable } from './rows/table.ts';
import { schools } from './schools/schools.ts';
import { soak } from './soak/soak.ts';

/**
 * `npm run bench`: how fast it is, in one table; `… -- suspend slack`: only the rows in whose keys one of these is. `… -- chaos`: what becomes of people's work while the database falls. `… -- soak`: whether
 * the program holds no more after a long time than after a short one. `… -- rolling`: whether two copies can be restarted in turn
 * with no failed command. `… -- loop`: how long the one thread of the program is held by what people can set off. `… -- schools`:
 * two copies and a thousand schools, through a mixed day.
 */

const begin = performance.now();
const say = (line: string) => console.error(`${((performance.now() - begin) / 1_000).toFixed(1)} s  ${line}`);
const [what, ...words] = process.argv.slice(2);

// What was started ends with this process, and hears only of an exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

if (what === 'chaos') process.exitCode = (await chaos(words, say)) ? 0 : 1;
else if (what === 'soak') process.exitCode = (await soak(words, say)) ? 0 : 1;
else if (what === 'rolling') process.exitCode = (await rolling(words, say)) ? 0 : 1;
else if (what === 'loop') await loop(say);
else if (what === 'schools') process.exitCode = (await schools(words, say)) ? 0 : 1;
else await printTable(what === undefined ? [] : [what, ...words], say);
